NAME=${NAME:-penguin-id} PORT=${PORT:-8000} STATE=${STATE:-state}
mkdir -p "$STATE"

# note ACTION IMAGE ID OUTCOME
note() {
  printf '{"action": "%s", "image": "%s", "id": "%s", "outcome": "%s"}\n' "$@" >> "$STATE/history.jsonl"
}

# ok: whether users get a good answer, within some seconds
ok() {
  tries=0
  while [ "$tries" -lt 200 ]; do
    python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$PORT/health', timeout=2)" 2> /dev/null && return 0
    case $(docker inspect --format '{{.State.Status}} {{.State.Health.Status}}' "$NAME") in
    *unhealthy | exited*) return 1 ;;
    esac
    tries=$((tries + 1))
    sleep 0.1
  done
  return 1
}

# swap ID: the old container is put back where the new one does not answer
swap() {
  had=no
  docker rm -f "$NAME-before" > /dev/null 2>&1
  if docker rename "$NAME" "$NAME-before" 2> /dev/null; then
    had=yes
    docker stop "$NAME-before" > /dev/null
  fi
  if docker run -d --name "$NAME" -v "$NAME-data:/data" -p "127.0.0.1:$PORT:8000" "$1" > /dev/null && ok; then
    docker rm -f "$NAME-before" > /dev/null 2>&1
    return 0
  fi
  docker rm -f "$NAME" > /dev/null 2>&1
  if [ "$had" = yes ]; then
    docker rename "$NAME-before" "$NAME"
    docker start "$NAME" > /dev/null
    ok
  fi
  return 1
}
