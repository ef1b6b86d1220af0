# Exercise 15 by hand: the contract of exercise 14, its document, half a model with three workers, and little memory.
. "$(dirname "$0")/lib.sh"

one='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}'
dozen="$one, $one, $one, $one, $one, $one, $one, $one, $one, $one, $one, $one"

# ask PATH BODY: posts it and prints the status
ask() {
  curl -s -o /dev/null -w '%{http_code}\n' -H "Content-Type: application/json" -d "$2" "$address$1"
}

# becomes PATH STATUS: waits for it
becomes() {
  until [ "$(curl -s -o /dev/null -w '%{http_code}' "$address$1")" = "$2" ]; do sleep 0.05; done
}

build "$1"
start plain
becomes /ready 200
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do test "$(ask /predict "$one")" = 200; done
for turn in 1 2 3; do test "$(ask /predict/batch "{\"birds\": [$dozen]}")" = 200; done
curl -sf "$address/version" "$address/metadata" "$address/openapi.json" > /dev/null
for turn in $(seq 139); do test "$(ask /predict '{"bill_length_mm": "long"}')" -lt 500; done

start late -e MODEL_PATH=/tmp/model.json -e WEB_CONCURRENCY=3
becomes /ready 503
docker cp -q "$1/model_v3.json" "$name-late:/tmp/model.json"
becomes /ready 200
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do test "$(ask /predict "$one")" = 200; done
docker top "$name-late" > /dev/null

start small -e WEB_CONCURRENCY=2 --memory 256m --memory-swap 256m
becomes /ready 200
for turn in 1 2 3 4 5 6 7 8; do ask /predict/batch "{\"birds\": [$dozen]}" > /dev/null & done
wait
test "$(docker inspect --format '{{.State.OOMKilled}}' "$name-small")" = false
