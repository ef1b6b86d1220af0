# Exercise 12 by hand: six images built and run under their options, asked, and one watched as it falls ill.
. "$(dirname "$0")/lib.sh"
folder=$1

# treat PATIENT OPTIONS...: its image is built, started and asked
treat() {
  patient=$1
  shift
  build "$folder/$patient"
  start "$patient" "$@"
  predict
  docker top "$name-$patient" > /dev/null
}

treat anvers
treat biscoe
treat doumer -v /data
docker cp "$name-doumer:/data/." - > /dev/null
treat dream --memory 128m --memory-swap 128m
treat torgersen
treat wiencke --health-interval 0.5s --health-start-period 1ms
start broken --health-interval 0.5s --health-start-period 1ms -e MODEL_PATH=/etc/hostname
turns "$name-wiencke" healthy
turns "$name-broken" unhealthy
