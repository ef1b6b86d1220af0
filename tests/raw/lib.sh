# What the raw scripts share: the docker command line and curl, nothing else.
set -eu

work=$(mktemp -d)
name="raw-$$"
containers=""
images=""

cleanup() {
  [ -z "$containers" ] || docker rm -fv $containers > /dev/null
  [ -z "$images" ] || docker rmi -f $images > /dev/null
  rm -rf "$work"
}
trap cleanup EXIT

# build OPTIONS... FOLDER: sets $image
build() {
  image=$(docker build -q "$@")
  images="$images $image"
}

# start SUFFIX OPTIONS...: a container of $image with port 8000 published; sets $address
start() {
  container="$name-$1"
  shift
  docker run -d --name "$container" -p 127.0.0.1::8000 "$@" "$image" > /dev/null
  containers="$containers $container"
  address="http://$(docker port "$container" 8000)"
  until curl -s -o /dev/null "$address/health"; do sleep 0.05; done
}

# predict: asks the container for a dozen birds, one by one
predict() {
  for bird in 1 2 3 4 5 6 7 8 9 10 11 12; do
    curl -sf -H "Content-Type: application/json" -d '{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}' "$address/predict" > /dev/null
  done
}

# turns CONTAINER STATUS: waits for a health status
turns() {
  until [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = "$2" ]; do sleep 0.1; done
}
