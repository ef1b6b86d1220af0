#!/bin/sh
set -e

# Before the server starts, and before nothing else: what prepares its configuration, in the order of the names.
if [ "$1" = nginx ]; then
    for script in /docker-entrypoint.d/*; do
        case "$script" in
            *.envsh) [ ! -x "$script" ] || . "$script" ;;
            *.sh) [ ! -x "$script" ] || "$script" ;;
        esac
    done
fi
exec "$@"
