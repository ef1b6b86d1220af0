# rollback: the last line but one of the list of what was live.
. ./lib.sh

touch "$STATE/live"
if [ "$(wc -l < "$STATE/live")" -lt 2 ]; then
  echo "rollback: nothing to go back to" >&2
  exit 1
fi
before=$(tail -n 2 "$STATE/live" | head -n 1)
id=${before%% *}
image=${before#* }
swap "$id" || { note rollback "$image" "$id" failed; exit 1; }
note rollback "$image" "$id" live
sed '$d' "$STATE/live" > "$STATE/live.new"
mv "$STATE/live.new" "$STATE/live"
