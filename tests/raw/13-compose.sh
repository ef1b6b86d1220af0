# Exercise 13 by hand: the stack started, asked, its Redis restarted, taken down and started again, with its feedback.
. "$(dirname "$0")/lib.sh"
cp -r "$1/." "$work"
# A free port instead of 8000, which another program may hold.
sed -i 's/"8000:8000"/"127.0.0.1::8000"/' "$work/compose.yaml"
stack="docker compose --progress quiet --project-directory $work --project-name $name"
take_down() {
  $stack down --volumes --timeout 0 --rmi local
  cleanup
}
trap take_down EXIT

# at: sets $address to where the service answers, once it does
at() {
  address="http://$($stack port model 8000)"
  until curl -s -o /dev/null "$address/health"; do sleep 0.05; done
}

# counted: waits until the summary counts the dozen birds
counted() {
  until curl -sf "$address/feedback/summary" | grep -q '"Adelie":12'; do sleep 0.05; done
}

$stack config --quiet
$stack up --build --detach --wait
at
predict
for bird in 1 2 3 4 5 6 7 8 9 10 11 12; do
  curl -sf -H "Content-Type: application/json" -d '{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species": "Adelie"}' "$address/feedback" > /dev/null
done
counted
if $stack port redis 6379 2> /dev/null | grep -q ':[1-9]'; then exit 1; fi
$stack restart redis
counted
$stack down
$stack up --detach --wait
at
counted
