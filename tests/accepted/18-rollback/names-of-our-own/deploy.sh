#!/bin/sh
# deploy IMAGE: each good version gets a name of our own, NAME:1, NAME:2, ..., which nobody moves.
set -u
: "${NAME:=penguin-id}" "${PORT:=8000}" "${STATE:=state}"
exec python3 release.py deploy "$1"
