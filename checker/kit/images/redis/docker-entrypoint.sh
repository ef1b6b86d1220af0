#!/bin/sh
set -e

# Options alone, or a configuration file, are for the server.
case "$1" in
    -* | *.conf) set -- redis-server "$@" ;;
esac

# Root makes the data the server's own, and becomes the server's user.
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis '{}' +
    exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi

# What the server writes is for its user alone.
if [ "$(umask)" = 0022 ]; then
    umask 0077
fi
exec "$@"
