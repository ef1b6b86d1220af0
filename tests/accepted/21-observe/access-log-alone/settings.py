"""The server's own access log is the log: JSON by its format, the id from the answer's header."""

import os
import shutil

bind = "0.0.0.0:8000"
workers = 3
worker_class = "gthread"
threads = 2
accesslog = "-"
access_log_format = (
    '{"time": "%(t)s", "request_id": "%({x-request-id}o)s", "method": "%(m)s", "path": "%(U)s", '
    '"status": %(s)s, "seconds": %(L)s, "pid": "%(p)s"}'
)


def on_starting(server):
    """Begin with nothing counted, before a worker is there."""
    shutil.rmtree("/tmp/prometheus", ignore_errors=True)
    os.mkdir("/tmp/prometheus")


os.environ["PROMETHEUS_MULTIPROC_DIR"] = "/tmp/prometheus"
