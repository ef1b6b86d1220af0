"""dives: how long a penguin was under water goes in, the kind of dive comes out. It tells what it does."""

import json
import os
import time
import uuid

from flask import Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

app = Flask(__name__)

ANSWERS = Counter("answers_total", "Answers that were given.", ["route", "status"])
SECONDS = Histogram("answer_seconds", "Seconds to an answer.", ["route"], buckets=(0.01, 0.1, 1))
DIVES = Counter("dives_total", "Dives by their kind.", ["kind"])


@app.before_request
def begin():
    g.began = time.perf_counter()
    g.request_id = request.headers.get("X-Request-ID") or uuid.uuid4().hex


@app.after_request
def end(response):
    response.headers["X-Request-ID"] = g.request_id
    if request.path in ("/health", "/metrics"):
        return response
    seconds = time.perf_counter() - g.began
    route = request.url_rule.rule if request.url_rule else "other"
    ANSWERS.labels(route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    line = {"request_id": g.request_id, "path": request.path, "status": response.status_code, "seconds": seconds}
    print(json.dumps({**line, "pid": os.getpid()}), flush=True)
    return response


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/dive")
def dive():
    sent = request.get_json(force=True, silent=True)
    seconds = sent.get("seconds") if isinstance(sent, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return jsonify(error="seconds must be a number"), 400
    kind = "deep" if seconds >= 120 else "shallow"
    DIVES.labels(kind).inc()
    return {"kind": kind}


@app.get("/metrics")
def metrics():
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
