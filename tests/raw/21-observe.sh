# Exercise 21 by hand: dozens of requests, then the log and the metrics, a dozen times.
. "$(dirname "$0")/lib.sh"

bird='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "observer": "ada@rookery.example"}'

# ask: a good bird, a bad one, an unknown address
ask() {
  curl -sf -H "X-Request-ID: raw-$1" -H "Authorization: Bearer 0f3a" -d "$bird" "$address/predict" > /dev/null
  curl -s -d '{"bill_length_mm": "ada@rookery.example"}' "$address/predict" > /dev/null
  curl -s "$address/photos/$1" > /dev/null
}

build "$1"
start observed
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ask "$number"; done
docker logs "$name-observed" 2> /dev/null | grep -c '"/predict"' | grep -qx 40
if docker logs "$name-observed" 2>&1 | grep -E 'ada@|0f3a'; then exit 1; fi
for scrape in 1 2 3 4 5 6 7 8 9 10 11 12; do
  curl -sf "$address/metrics" | grep -q '^http_requests_total{path="/predict",status="200"} 20'
done
