# Exercise 23 by hand: the image run as the Deployment says, asked, and its probes; the files looked through.
. "$(dirname "$0")/lib.sh"

for file in "$1"/manifests/*.yaml; do grep -q '^kind:' "$file"; done
! grep -q ':latest' "$1"/manifests/*.yaml
build "$1"
start pod --user 10001:10001 --read-only --cap-drop ALL --security-opt no-new-privileges --memory 192m --tmpfs /tmp \
  -e STATION=Torgersen
predict
curl -sf "$address/health" | grep -q Torgersen
curl -sf "$address/ready" > /dev/null
