# Exercise 08 by hand: built with a secret, run in four ways, its health watched, its layers searched.
. "$(dirname "$0")/lib.sh"
build --secret "id=rookery_token,src=$1/token.txt" --build-arg "ROOKERY_TOKEN=$(cat "$1/token.txt")" "$1"
start plain --health-interval 0.5s --health-start-period 1ms
predict
docker top "$name-plain" > /dev/null
start read-only --read-only --tmpfs /tmp
predict
start no-capabilities --cap-drop ALL --security-opt no-new-privileges
predict
start broken --health-interval 0.5s --health-start-period 1ms -e MODEL_PATH=/etc/hostname
turns "$name-plain" healthy
turns "$name-broken" unhealthy
docker history --no-trunc "$image" > /dev/null
docker save "$image" | grep -c "$(cat "$1/token.txt")" > /dev/null || true
