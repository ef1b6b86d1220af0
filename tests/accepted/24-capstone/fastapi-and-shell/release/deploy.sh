#!/bin/sh
. ./lib.sh

id=$(docker image inspect --format '{{.Id}}' "$1" 2> /dev/null)
if [ -n "$id" ] && try "$id" && swap "$id"; then
  note deploy "$1" live "$id"
  echo "$id $1" >> "$STATE/stack"
  exit 0
fi
note deploy "$1" failed "$id"
echo "$1 is no good; nothing has changed" >&2
exit 1
