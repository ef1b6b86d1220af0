NAME=${NAME:-mass-id}
PORT=${PORT:-8000}
STATE=${STATE:-state}
mkdir -p "$STATE"

# start CONTAINER IMAGE OPTIONS...
start() {
  container=$1 image=$2
  shift 2
  docker run -d --name "$container" -v "$NAME-data:/data" --read-only --tmpfs /tmp --cap-drop ALL "$@" "$image" > /dev/null
}

# ready CONTAINER: in time
ready() {
  end=$(($(date +%s) + 25))
  while [ "$(date +%s)" -lt "$end" ]; do
    [ "$(docker inspect --format '{{.State.Running}}' "$1")" = true ] || return 1
    docker exec "$1" python -c "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/ready')" 2> /dev/null && return 0
    sleep 0.2
  done
  return 1
}

# try IMAGE: where nobody sees it
try() {
  docker rm -f "$NAME-try" > /dev/null 2>&1
  start "$NAME-try" "$1" && ready "$NAME-try"
  good=$?
  docker rm -f "$NAME-try" > /dev/null 2>&1
  return $good
}

# swap IMAGE
swap() {
  docker stop "$NAME" > /dev/null 2>&1
  docker rename "$NAME" "$NAME-before" > /dev/null 2>&1
  if start "$NAME" "$1" -p "127.0.0.1:$PORT:8000" && ready "$NAME"; then
    docker rm -f "$NAME-before" > /dev/null 2>&1
    return 0
  fi
  docker rm -f "$NAME" > /dev/null 2>&1
  docker rename "$NAME-before" "$NAME" && docker start "$NAME" > /dev/null && ready "$NAME"
  return 1
}

# note ACTION IMAGE OUTCOME ID
note() {
  printf '{"action": "%s", "image": "%s", "outcome": "%s", "id": "%s"}\n' "$1" "$2" "$3" "$4" >> "$STATE/history.jsonl"
}
