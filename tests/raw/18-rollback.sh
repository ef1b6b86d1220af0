# Exercise 18 by hand: six versions built, two places, the learner's scripts, and a request after each run.
. "$(dirname "$0")/lib.sh"

# version NUMBER FAULT: builds it as $tag:NUMBER
tag="raw-rollback-$$"
version() {
  build --build-arg "VERSION=$1" --build-arg "FAULT=$2" -t "$tag:$1" "$folder/service"
}

# at PLACE SCRIPT ARGUMENTS...: runs a script there, and asks what is live
at() {
  place=$1 script=$2
  shift 2
  if [ "$place" = east ]; then PORT=18181; else PORT=18182; fi
  (cd "$folder" && NAME="$name-$place" PORT=$PORT STATE="$work/$place" python3 "$script.py" "$@" > /dev/null 2>&1) || true
  curl -s "http://127.0.0.1:$PORT/version" > /dev/null
  curl -s "http://127.0.0.1:$PORT/feedback" > /dev/null
}

folder=$1
mkdir "$work/east" "$work/west"
containers="$name-east $name-west"
volumes="$name-east-data $name-west-data"
trap 'cleanup; docker volume rm $volumes > /dev/null' EXIT
version 1.1.0 ""
version 1.2.0 slow
version 1.3.0 ""
version 1.4.0 ""
version 1.5.0 unhealthy
version 1.6.0 crash

at east deploy "$tag:1.1.0"
docker tag "$tag:1.1.0" "$tag:stable"
at west deploy "$tag:stable"
{
  at east deploy "$tag:1.5.0"
  at east deploy "localhost:1/$tag:1.5.0"
} &
at west deploy "$tag:1.2.0"
at west deploy "$tag:1.6.0"
at west deploy "$tag:1.3.0"
at west rollback
docker tag "$tag:1.4.0" "$tag:stable"
at west rollback
at west rollback
wait
