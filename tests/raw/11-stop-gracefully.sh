# Exercise 11 by hand: asked, a process left behind in it, stopped idle, and stopped in the middle of a survey.
. "$(dirname "$0")/lib.sh"

one='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}'
dozen="$one, $one, $one, $one, $one, $one, $one, $one, $one, $one, $one, $one"

# survey BIRDS: its lines, each as soon as it comes
survey() {
  curl -sN -H "Content-Type: application/json" -d "{\"birds\": [$1]}" "$address/survey"
}

# end CONTAINER: stops it and asks for its exit code
end() {
  docker stop -t 10 "$1" > /dev/null
  test "$(docker inspect --format '{{.State.ExitCode}}' "$1")" = 0
}

build "$1"
start idle
predict
survey "$one, $one, $one, $one" > /dev/null
docker exec "$name-idle" sh -c '/bin/true & exec echo left' > /dev/null
docker exec "$name-idle" sh -c 'cat /proc/[0-9]*/stat' > /dev/null
end "$name-idle"

start busy
mkfifo "$work/lines"
survey "$dozen" > "$work/lines" &
{
  read -r first
  end "$name-busy" &
  while read -r line; do
    curl -s -m 2 -o /dev/null -H "Content-Type: application/json" -d "$one" "$address/predict" &
  done
} < "$work/lines"
wait
