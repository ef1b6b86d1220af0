# Exercise 19 by hand: four versions built, one deployed, three more under steady requests, all of them counted.
. "$(dirname "$0")/lib.sh"
cp -r "$1/." "$work"
NAME="$name"
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export NAME PORT
address="http://127.0.0.1:$PORT"
bird='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}'
take_down() {
  touch "$work/stop"
  wait
  made=$(docker ps --all --quiet --filter "name=^$name")
  [ -z "$made" ] || docker rm -fv $made > /dev/null
  docker network rm "$name" > /dev/null
  cleanup
}
trap take_down EXIT

# deploy VERSION: and ask whether it is live
deploy() {
  python3 "$work/deploy.py" "$name:$1" > /dev/null
  curl -sf "$address/version" | grep -q "\"$1\""
}

# client PATH BODY: asks again and again; a dot for each answer, an x for each failure
client() {
  until [ -e "$work/stop" ]; do
    if curl -sf -m 10 -o /dev/null -d "$2" "$address$1"; then printf . >> "$work/sent"; else printf x >> "$work/sent"; fi
  done
}

for version in 1 2 3 4; do
  fault=""
  [ "$version" != 3 ] || fault=slow
  build --build-arg VERSION="$version" --build-arg FAULT="$fault" --tag "$name:$version" "$work/service"
done
deploy 1
for number in 1 2 3 4 5 6 7; do client /predict "$bird" & done
client /survey "{\"birds\": [$bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird, $bird]}" &
for version in 2 3 4; do deploy "$version"; done
until [ "$(wc -c < "$work/sent")" -ge 500 ]; do sleep 0.05; done
if grep -q x "$work/sent"; then exit 1; fi
