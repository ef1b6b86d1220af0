#!/bin/sh
set -eu
cd /app/service
exec gunicorn --bind ":${PORT:-8000}" --worker-class gthread --threads 2 app:app
