# Exercise 02 by hand: the crate of the shipment built, inspected, run, looked at from inside, saved and searched.
. "$(dirname "$0")/lib.sh"
course=$(cd "$(dirname "$0")/../.." && pwd)
PYTHONPATH=$course python3 - "$1/answers.toml" "$work/crate" << 'PACK'
import pathlib, sys, tomllib
from checker.api.shipping.shipment import Shipment
Shipment(tomllib.loads(pathlib.Path(sys.argv[1]).read_text())["shipment"]).write(pathlib.Path(sys.argv[2]), "python:3.13-slim")
PACK
build "$work/crate"
docker image inspect "$image" > /dev/null
docker history --no-trunc "$image" > /dev/null
docker run -d --name "$name-crate" "$image" > /dev/null
containers="$name-crate"
until docker logs "$name-crate" 2>&1 | grep -q "listens on port"; do sleep 0.05; done
docker top "$name-crate" > /dev/null
docker exec "$name-crate" cat /proc/1/cmdline > /dev/null
docker save "$image" | grep -c davit > /dev/null || true
