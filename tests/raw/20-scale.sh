# Exercise 20 by hand: one replica, three replicas, both under steady requests, feedback, and one replica killed.
. "$(dirname "$0")/lib.sh"
cp -r "$1/." "$work"
# A free port instead of 8000, which another program may hold.
sed -i 's/"8000:80"/"127.0.0.1::80"/' "$work/compose.yaml"
stack="docker compose --progress quiet --project-directory $work --project-name $name"
take_down() {
  $stack down --volumes --timeout 0 --rmi local
  cleanup
}
trap take_down EXIT
bird='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species": "Adelie"}'

# ask PATH: with the bird
ask() {
  curl -sf -o /dev/null -H "Content-Type: application/json" -d "$bird" "$address$1"
}

# clients COUNT: twelve of them, who ask for so many birds each; a replica that dies may cost one an answer
clients() {
  pids=""
  for client in 1 2 3 4 5 6 7 8 9 10 11 12; do
    { for turn in $(seq "$1"); do ask /predict || true; done; } &
    pids="$pids $!"
  done
}

$stack config --quiet
$stack up --build --detach --wait --scale model=1
address="http://$($stack port balancer 80)"
until curl -sf -o /dev/null "$address/health"; do sleep 0.05; done
clients 2
wait $pids
$stack up --detach --wait --no-recreate --scale model=3
until [ "$(for i in 1 2 3 4 5 6; do curl -s -o /dev/null -D - "$address/health"; done | grep X-Instance | sort -u | wc -l)" = 3 ]; do :; done
clients 4
wait $pids
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do ask /feedback; done
for turn in 1 2 3 4 5 6; do curl -sf "$address/feedback/summary" | grep -q '"Adelie":12'; done
clients 3
docker kill "$($stack ps --quiet model | head -n 1)" > /dev/null
wait $pids
