#!/bin/sh
# Writes each template into the configuration, with the variables of the environment put in; nginx's own $names stay.
set -e

templates="${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"
target="${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
[ -d "$templates" ] || exit 0

known="$(env --null | grep --null-data -o '^[A-Za-z_][A-Za-z0-9_]*' | tr '\0' '\n' | grep -E "${NGINX_ENVSUBST_FILTER:-}" | sed 's/.*/${&}/' || true)"
find "$templates" -follow -type f -name "*$suffix" | sort | while read -r file; do
    name="${file#"$templates"/}"
    mkdir -p "$target/$(dirname "$name")"
    envsubst "$known" < "$file" > "$target/${name%"$suffix"}"
done
