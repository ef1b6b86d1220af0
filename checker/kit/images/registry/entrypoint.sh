#!/bin/sh
set -e

# A configuration alone is to be served; a command of the registry needs its name before it.
case "$1" in
    *.yaml | *.yml) set -- registry serve "$@" ;;
    serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
