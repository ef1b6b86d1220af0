"""gunicorn reads this file, from the folder that it is started in."""

bind = "0.0.0.0:8000"
workers = 2
# Updates were slow while a survey ran: do not wait for anybody.
graceful_timeout = 0
