# Exercise 16 by hand: feedback to one container, which is replaced; both versions side by side; the comparison.
. "$(dirname "$0")/lib.sh"
build "$1"
volume="$name-feedback"
trap 'cleanup; docker volume rm -f "$volume" > /dev/null' EXIT
docker volume create "$volume" > /dev/null
chinstrap='"bill_length_mm": 57.1, "bill_depth_mm": 17.0, "flipper_length_mm": 204.5, "body_mass_g": 3390'

# feedback TIMES: sends as many remarks, one by one
feedback() {
  for remark in $(seq "$1"); do
    curl -sf -d "{$chinstrap, \"model_version\": \"1\", \"species_said\": \"Gentoo\", \"species_seen\": \"Chinstrap\"}" "$address/feedback" > /dev/null
  done
}

# summary TOTAL: holds when the summary counts so many
summary() {
  curl -sf "$address/feedback/summary" | grep -Eq "\"total\": ?$1\b"
}

start second -v "$volume:/data" -e MODEL_VERSION=2
second="$address"
curl -sf -d "{$chinstrap}" "$address/predict" | grep -q probabilities
start first -v "$volume:/data"
predict
docker run --rm -v "$volume:/data" "$image" compare | grep -Eq '"total": ?0\b'
feedback 21
summary 21
docker rm -f "$name-first" > /dev/null
start third -v "$volume:/data" -e MODEL_VERSION=1
predict
summary 21
docker run --rm -v "$volume:/data" "$image" compare | grep -q '"right": 21'
writers=""
for writer in 1 2 3; do
  (feedback 8) &
  writers="$writers $!"
  (address="$second" && feedback 8) &
  writers="$writers $!"
done
wait $writers
summary 69
address="$second"
summary 69
