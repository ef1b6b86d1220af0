#!/bin/sh
case "${1:-serve}" in
  compare) exec python -c 'import json, app; print(json.dumps(app.compared()))' ;;
  *) exec gunicorn --bind 0.0.0.0:8000 --threads 4 app:app ;;
esac
