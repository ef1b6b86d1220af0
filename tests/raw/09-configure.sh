# Exercise 09 by hand: the image with every setting by itself, three stations at once, then what it has to refuse.
. "$(dirname "$0")/lib.sh"
build "$1"
volume="$name-models"
docker volume create "$volume" > /dev/null
trap 'cleanup; docker volume rm -f "$volume" > /dev/null' EXIT
docker create --name "$name-door" -v "$volume:/models" python:3.13-slim true > /dev/null
containers="$name-door"
printf 'no model' > "$work/no-model.json"
docker cp -q "$1/models/model_v2.json" "$name-door:/models/model_v2.json"
docker cp -q "$work/no-model.json" "$name-door:/models/no-model.json"
mounted="-v $volume:/models:ro -e MODEL_PATH=/models/model_v2.json"

# serve SUFFIX PORT OPTIONS...: a container with that port published; sets $address
serve() {
  container="$name-$1"
  port="$2"
  shift 2
  docker run -d --name "$container" -p "127.0.0.1::$port" "$@" "$image" > /dev/null
  containers="$containers $container"
  address="http://$(docker port "$container" "$port")"
  until curl -s -o /dev/null "$address/health"; do sleep 0.05; done
}

# predict_more: asks for half a dozen birds with four measurements
predict_more() {
  for bird in 1 2 3 4 5 6; do
    curl -sf -d '{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}' "$address/predict" > /dev/null
  done
}

# refused OPTIONS...: a container that has to end with a message
refused() {
  ! docker run --name "$name-refused" "$@" "$image" > "$work/said" 2>&1
  grep -q "=" "$work/said"
  docker rm -fv "$name-refused" > /dev/null
}

serve plain 8000
predict
serve empty 8000 -e PORT= -e LOG_LEVEL= -e MODEL_PATH= -e MODEL_VERSION=
predict
serve port 9137 -e PORT=9137
predict
for level in DEBUG Warning error; do
  serve "$level" 8000 -e "LOG_LEVEL=$level"
  predict
  curl -s -d 'no json' "$address/predict" > /dev/null
  docker logs "$name-$level" > /dev/null 2>&1
done
serve model 8000 $mounted
predict_more
for port in 9001 9002 9003; do
  serve "station-$port" "$port" -e "PORT=$port" -e LOG_LEVEL=debug $mounted -e MODEL_VERSION=2
  predict_more
done
for port in eighty 0 99999; do refused -e "PORT=$port"; done
for level in loud 10; do refused -e "LOG_LEVEL=$level"; done
for file in /nothing.json "" /no-model.json /nobody.json; do refused $mounted -e "MODEL_PATH=/models$file"; done
refused -e MODEL_VERSION=2
refused $mounted -e MODEL_VERSION=1
