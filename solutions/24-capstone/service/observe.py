"""What the service tells about itself: a line of JSON for each request, and metrics for Prometheus. Nobody's name."""

import json
import re
import sys
import time
import uuid

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

#: Machines ask these every few seconds: their lines would drown all others.
QUIET = ("/health", "/ready", "/metrics")

#: An id that somebody hands us stands in our log as it came, so it may not be just anything.
ID = re.compile(r"[\w.-]{1,64}")

registry = CollectorRegistry()
REQUESTS = Counter("http_requests_total", "Requests that were answered.", ["path", "status"], registry=registry)
SECONDS = Histogram("http_request_duration_seconds", "Time to an answer.", ["path"], registry=registry)
PREDICTIONS = Counter("predictions_total", "Birds whose mass was estimated.", ["species"], registry=registry)


def observe(app: Flask) -> None:
    """Have each request of an app noted and counted."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if ID.fullmatch(given) else uuid.uuid4().hex


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    response.headers["X-Request-ID"] = g.request_id
    if request.path in QUIET:
        return response
    # The rule, not the address: nobody knows how many addresses people will try, and each would be a label's value.
    path = request.url_rule.rule if request.url_rule else "other"
    REQUESTS.labels(path, response.status_code).inc()
    SECONDS.labels(path).observe(seconds)
    line = {
        "request_id": g.request_id,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "seconds": round(seconds, 6),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return response


def metrics() -> Response:
    """Return what was counted since the start."""
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
