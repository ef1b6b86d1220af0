"""gunicorn reads this file, from the folder that it is started in."""

wsgi_app = "app:app"
bind = "0.0.0.0:8000"
# One process: what it counts is what was counted. Its threads answer side by side.
threads = 8
# Longer than any request takes, shorter than the ten seconds after which the engine kills.
graceful_timeout = 8
# The heartbeat lies in memory, and there is no socket for control: the image's own files may be read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
