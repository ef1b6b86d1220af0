#!/bin/sh
. ./lib.sh

[ "$(wc -l < "$STATE/stack")" -gt 1 ] || { echo "nothing to go back to" >&2; exit 1; }
sed '$d' "$STATE/stack" > "$STATE/stack.new"
read -r id name <<LAST
$(tail -n 1 "$STATE/stack.new")
LAST
if swap "$id"; then
  note rollback "$name" live "$id"
  mv "$STATE/stack.new" "$STATE/stack"
  exit 0
fi
note rollback "$name" failed "$id"
exit 1
