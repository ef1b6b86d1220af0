"""gunicorn reads this file by itself, before it opens a port or starts a worker: a bad value ends it here."""

from settings import settings

bind = f"0.0.0.0:{settings.port}"
loglevel = settings.log_level
