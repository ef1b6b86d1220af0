# Exercise 10 by hand: feedback kept over a replacement, a kill and an update; read-only; what else can be written.
. "$(dirname "$0")/lib.sh"
build "$1"
volumes=""
trap 'cleanup; [ -z "$volumes" ] || docker volume rm -f $volumes > /dev/null' EXIT
for volume in first crash update sealed elsewhere; do
  docker volume create "$name-$volume" > /dev/null
  volumes="$volumes $name-$volume"
done

# feedback TIMES: sends as many entries, one by one
feedback() {
  for entry in $(seq "$1"); do
    curl -sf -d "{\"band\": \"$$-$entry\", \"bill_length_mm\": 39.1, \"bill_depth_mm\": 18.7, \"species_seen\": \"Gentoo\"}" "$address/feedback" > /dev/null
  done
}

# listed: asks for the list
listed() {
  curl -sf "$address/feedback" | grep -q "$$-1"
}

start first -v "$name-first:/data"
predict
feedback 13
curl -s -d 'no json' "$address/feedback" > /dev/null
listed
docker stop -t 3 "$name-first" > /dev/null
start second -v "$name-first:/data"
listed
start crash -v "$name-crash:/data"
feedback 13
docker kill "$name-crash" > /dev/null
start after-crash -v "$name-crash:/data"
listed
start old -v "$name-update:/data"
old="$address"
docker top "$name-old" > /dev/null
start new -v "$name-update:/data"
writers=""
for writer in 1 2 3 4; do
  (feedback 8) &
  writers="$writers $!"
  (address="$old" && feedback 8) &
  writers="$writers $!"
done
wait $writers
listed
start sealed -v "$name-sealed:/data" --read-only --tmpfs /tmp
predict
feedback 13
listed
start elsewhere -v "$name-elsewhere:/data" -e FEEDBACK_DIR=/station --tmpfs /station
feedback 13
listed
docker run --rm --entrypoint find "$image" / -xdev -writable -not -type l > "$work/writable" 2> /dev/null || true
grep -q /data "$work/writable"
