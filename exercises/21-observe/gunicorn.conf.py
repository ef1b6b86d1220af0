"""gunicorn reads this file, from the folder that it is started in."""

bind = "0.0.0.0:8000"
# Two processes answer: one bird that takes long does not make all others wait.
workers = 2
