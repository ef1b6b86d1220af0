"""What the service tells about itself: a line of JSON for each request, and metrics for Prometheus."""

import json
import os
import sys
import time
import uuid

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

#: Asked every few seconds by machines: they would drown all others.
QUIET = ("/health", "/metrics")

REQUESTS = Counter("http_requests_total", "Requests that were answered.", ["path", "status"])
SECONDS = Histogram("http_request_duration_seconds", "Time from the request to its answer.", ["path"])
PREDICTIONS = Counter("predictions_total", "Predictions that were given.", ["species"])


def observe(app: Flask) -> None:
    """Have each request of an app noted and counted."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = request.headers.get("X-Request-ID") or uuid.uuid4().hex


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    response.headers["X-Request-ID"] = g.request_id
    if request.path in QUIET:
        return response
    # The rule, not the address: nobody knows how many addresses people will try.
    path = request.url_rule.rule if request.url_rule else "other"
    REQUESTS.labels(path, response.status_code).inc()
    SECONDS.labels(path).observe(seconds)
    line = {
        "request_id": g.request_id,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "seconds": round(seconds, 6),
        "pid": os.getpid(),
    }
    # One write for the whole line: two workers do not get into each other's.
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return response


def metrics() -> Response:
    """Return the sum of what all workers have counted."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
