#!/bin/sh
set -e
echo "starting at station ${STATION:-unknown}"
exec "$@"
