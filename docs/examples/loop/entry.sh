# The first word says what to do: docker run ... IMAGE compare
case "$1" in
  serve) exec gunicorn --bind 0.0.0.0:8000 --workers 2 --worker-tmp-dir /dev/shm --no-control-socket app:app ;;
  compare) exec python compare.py ;;
  *) echo "entry.sh: serve or compare, not $1" >&2; exit 2 ;;
esac
