"""gunicorn reads this file, from the folder that it is started in."""

bind = "0.0.0.0:8000"
workers = 2
# Seconds for requests in flight when the stop signal comes: less than the ten after which the engine kills.
graceful_timeout = 8
