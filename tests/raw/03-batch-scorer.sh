# Exercise 03 by hand: build, a file, standard input twice, an option, a missing file, remove.
. "$(dirname "$0")/lib.sh"
build "$1"
data=$(cd "$1" && pwd)
docker run --rm -v "$data:/data:ro" "$image" /data/birds.csv | grep -q species
docker run --rm -i "$image" < "$1/birds.csv" | grep -q species
docker run --rm -i "$image" - < "$1/birds.csv" | grep -q species
docker run --rm -v "$data:/data:ro" "$image" /data/birds.csv --format json | grep -q species
if docker run --rm "$image" /data/nowhere.csv 2> "$work/error"; then exit 1; fi
grep -q nowhere.csv "$work/error"
