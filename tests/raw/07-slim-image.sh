# Exercise 07 by hand: built with another stamp, asked, weighed against the full Python image, its layers looked at.
. "$(dirname "$0")/lib.sh"
cp -R "$1" "$work/project"
echo "#define FASTSCORE_STAMP \"raw-$$\"" > "$work/project/fastscore/src/fastscore/stamp.h"
build "$work/project"
start service
predict
curl -sf "$address/version" | grep -q "raw-$$"
docker history --human=false "$image" > /dev/null
docker history --human=false python:3.13 > /dev/null
docker exec "$container" sh -c "! command -v gcc"
docker save "$image" | grep -ac test_app > /dev/null || true
