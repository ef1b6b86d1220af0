# Exercise 24 by hand: built, locked down, asked, fed, stopped; two releases deployed, one that ends at once, and back.
. "$(dirname "$0")/lib.sh"

adelie='{"species": "Adelie", "flipper_length_mm": 190, "bill_length_mm": 39, "bill_depth_mm": 18}'

# ask PATH BODY
ask() {
  curl -s -o /dev/null -H "Content-Type: application/json" -d "$2" "$address/$1"
}

bad=$(mktemp -d)
printf 'FROM python:3.13-slim\nCMD ["python", "-c", "raise SystemExit(1)"]\n' > "$bad/Dockerfile"
build "$bad"
broken=$image
build --build-arg VERSION=1.5.0 -f "$1/service/Dockerfile" "$1"
newer=$image
build --build-arg VERSION=1.4.0 -f "$1/service/Dockerfile" "$1"

docker volume create "$name-asked" > /dev/null
start locked --read-only --tmpfs /tmp --cap-drop ALL
start plain -v "$name-asked:/data"
for bird in 1 2 3 4 5 6 7 8 9 10 11 12; do ask predict "$adelie"; done
for body in $(seq 100); do ask predict '{"species": "Emperor"}'; done
ask predict/batch "{\"birds\": [$adelie, $adelie]}"
ask feedback '{"band": "T-1", "body_mass_g": 3700}'
curl -s -o /dev/null "$address/metrics"
docker stop "$name-locked" > /dev/null
docker logs "$name-locked" > /dev/null

export NAME="$name-ops" PORT=18424 STATE="$work/state"
mkdir "$STATE"
for one in "$image" "$broken" "$newer"; do python3 "$1/ops/deploy.py" "$one" > /dev/null 2>&1 || true; done
python3 "$1/ops/rollback.py" > /dev/null
docker rm -fv "$NAME" > /dev/null
docker rm -fv "$name-plain" > /dev/null
docker volume rm "$name-asked" "$NAME-data" > /dev/null
rm -r "$bad"
