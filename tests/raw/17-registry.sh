# Exercise 17 by hand: a registry, two releases, a third that is refused, one without a registry, and what it has, run.
. "$(dirname "$0")/lib.sh"
cp -r "$1/." "$work"
registry=$(docker run -d -p 127.0.0.1::5000 registry:2)
containers=$registry
export REGISTRY="localhost:$(docker port "$registry" 5000 | sed 's/.*://')" NAME="raw-$$/penguin-id" REVISION="raw-$$"
repository="$REGISTRY/$NAME"
until curl -sf -o /dev/null "http://$REGISTRY/v2/"; do sleep 0.05; done

# release VERSION MODEL: prints what the script prints last
release() {
  sed -i "s/\"version\": \"[^\"]*\"/\"version\": \"$2\"/" "$work/model.json"
  said=$(cd "$work" && python3 release.py "$1") || return 1
  echo "$said" | tail -n 1
}

# answers ADDRESS SUFFIX: a container of the image by digest is asked for a dozen birds
answers() {
  docker pull -q "$1" > /dev/null
  image=$1
  start "$2"
  predict
}

old=$(release 1.0.0 "1-$$-old")
images="$repository:1.0.0 $repository:stable"
answers "$old" first
images="$images $old"
new=$(release 1.1.0 "1-$$-new")
images="$images $repository:1.1.0 $new"
answers "$old" again
answers "$new" next
if release 1.0.0 "1-$$-again" 2> /dev/null; then exit 1; fi
test "$(curl -s "http://$REGISTRY/v2/$NAME/tags/list" | tr ',' '\n' | grep -c '"')" -ge 3
docker stop -t 0 "$registry" > /dev/null
if release 1.2.0 "1-$$-down" 2> /dev/null; then exit 1; fi
