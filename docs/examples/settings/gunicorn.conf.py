"""gunicorn reads this file from its working folder, before it opens a port or starts a worker."""

from settings import LOG_LEVEL, PORT

bind = f"0.0.0.0:{PORT}"
loglevel = LOG_LEVEL
