#!/bin/zsh
# Start the service with as many threads as the colony asks for.
exec gunicorn --no-control-socket --bind 0.0.0.0:8000 --threads "${THREADS:-2}" app:app
