#!/bin/sh
# Checks what the station has set, then lets gunicorn take this process's place.
set -eu

refuse() {
  echo "$1='$2' is no good: $3" >&2
  exit 64
}

PORT=${PORT:-8000}
case $PORT in
  *[!0-9]*) refuse PORT "$PORT" "not a number" ;;
esac
[ "$PORT" -ge 1 ] && [ "$PORT" -le 65535 ] || refuse PORT "$PORT" "not between 1 and 65535"

LEVEL=$(printf '%s' "${LOG_LEVEL:-info}" | tr '[:upper:]' '[:lower:]')
case $LEVEL in
  debug | info | warning | error) ;;
  *) refuse LOG_LEVEL "${LOG_LEVEL:-}" "debug, info, warning and error are the levels" ;;
esac

export LOG_LEVEL="$LEVEL" MODEL_PATH="${MODEL_PATH:-/app/model.json}"
python model.py
exec gunicorn --no-control-socket --bind "0.0.0.0:$PORT" --log-level "$LEVEL" app:app
