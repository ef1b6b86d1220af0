# Exercise 04 by hand: build, start, ask, remove.
. "$(dirname "$0")/lib.sh"
build "$1"
start service
curl -sf "$address/health" | grep -q ok
predict
curl -s -d 'no json' "$address/predict" | grep -q error
docker top "$name-service" > /dev/null
docker logs "$name-service" > /dev/null 2>&1
