"""WSGI around the given app: it counts and gives ids; the server writes the log."""

import secrets
import time
from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

from app import app as service
from app import note

service.after_request_funcs[None].remove(note)

REQUESTS = Counter("http_requests", "Requests", ["path", "status"])
SECONDS = Histogram("http_request_duration_seconds", "Seconds", ["path"])
PREDICTIONS = Counter("predictions", "Predictions", ["species"])
KNOWN = {"/predict": "/predict"}


def told(environ, start_response):
    """Tell what all workers have counted."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return make_wsgi_app(registry)(environ, start_response)


@service.after_request
def predicted(response):
    """Count the species of an answer."""
    with suppress(KeyError, TypeError):
        PREDICTIONS.labels(response.get_json(silent=True)["species"]).inc()
    return response


def app(environ, start_response):
    """Answer one request."""
    began = time.monotonic()
    path = environ["PATH_INFO"]
    request_id = environ.get("HTTP_X_REQUEST_ID") or secrets.token_urlsafe(12)

    def start(status, headers, *more):
        if path not in ("/health", "/metrics"):
            REQUESTS.labels(KNOWN.get(path, "?"), status.split()[0]).inc()
        return start_response(status, [*headers, ("X-Request-ID", request_id)], *more)

    if path == "/metrics":
        return told(environ, start)
    body = list(service(environ, start))
    if path != "/health":
        SECONDS.labels(KNOWN.get(path, "?")).observe(time.monotonic() - began)
    return body
