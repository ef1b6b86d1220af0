#!/bin/sh
gunicorn --graceful-timeout 5 app:app &
server=$!
trap 'kill -TERM "$server"' TERM
# The first wait ends when the signal comes, the second when the server has ended.
wait "$server"
wait "$server"
