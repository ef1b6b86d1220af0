#!/bin/sh
set -eu
exec python score.py "$@"
