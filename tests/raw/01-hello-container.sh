# Exercise 01 by hand: build, run under two names, remove.
. "$(dirname "$0")/lib.sh"
build "$1"
for host in adelie gentoo; do
  docker run --rm --hostname "$host" "$image" | grep -q "$host"
done
