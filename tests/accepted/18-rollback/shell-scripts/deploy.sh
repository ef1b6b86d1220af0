# deploy IMAGE: the old container waits, stopped, until the new one answers.
. ./lib.sh

image=$1
id=$(docker image inspect --format '{{.Id}}' "$image" 2> /dev/null) || id=
if [ -n "$id" ] && swap "$id"; then
  note deploy "$image" "$id" live
  printf '%s %s\n' "$id" "$image" >> "$STATE/live"
else
  note deploy "$image" "$id" failed
  echo "deploy: $image does not work" >&2
  exit 1
fi
