#!/bin/sh
# The volume may be an old one: it is given to the service's user, and root steps down.
set -eu
chown 10001:10001 /data
exec setpriv --reuid 10001 --regid 10001 --clear-groups "$@"
