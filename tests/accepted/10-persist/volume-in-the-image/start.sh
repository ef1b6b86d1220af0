#!/bin/sh
# A folder of its own below the volume, for a volume that is not as fresh as it looks.
set -e
mkdir -p "$FEEDBACK_DIR/feedback"
exec gunicorn --bind 0.0.0.0:8000 --workers 2 --threads 4 --no-control-socket app:app
