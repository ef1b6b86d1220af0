"""penguin-id: a penguin's measurements in, its species out.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "observer": "ada@rookery.example"}
                   200 {"species": "Adelie", "model_version": "1"}

`observer` says who has measured the bird, and may be left out. Bad input gets 4xx and {"error": "what is wrong"}.
`app` is the Flask application that a server takes. The model is a JSON file of coefficients, `model.json` beside this
file.
"""

import json
import logging
import math
import os
import sys
import time
from pathlib import Path
from typing import Any

import counts
from flask import Flask, Response, g, jsonify, request
from pythonjsonlogger.json import JsonFormatter
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

app = Flask(__name__)
log = logging.getLogger("requests")
log.setLevel(logging.INFO)
log.addHandler(logging.StreamHandler(sys.stdout))
log.handlers[0].setFormatter(JsonFormatter())
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

model: dict[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))


def measurement(bird: dict[str, Any], name: str) -> float:
    """Return one measurement of the bird, in mm. Raises BadRequest where it is missing or no number."""
    if name not in bird:
        raise BadRequest(f"{name} is missing")
    value = bird[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{name} must be a number of millimetres, not {json.dumps(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRequest(f"{name} must be a finite number of millimetres")
    return number


def species_of(values: list[float]) -> str:
    """Return the species with the highest score; values in mm, in the order of the model's features."""
    scores = [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    return str(model["species"][scores.index(max(scores))])


@app.get("/health")
def health() -> Response:
    """Say that the service can answer: the model was loaded before the first request."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body."""
    bird = request.get_json(force=True, silent=True)
    if not isinstance(bird, dict):
        raise BadRequest("the body must be a JSON object with the measurements of one bird")
    values = [measurement(bird, name) for name in model["features"]]
    species = species_of(values)
    counts.predicted(species)
    return jsonify(species=species, model_version=model["version"])


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


@app.before_request
def begin() -> None:
    """Note when a request comes, and which it is."""
    g.began = time.perf_counter()
    g.request_id = request.headers.get("X-Request-ID") or f"req-{os.urandom(8).hex()}"


@app.get("/metrics")
def tell() -> Response:
    """Tell all counts."""
    return Response(counts.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@app.teardown_request
def note(error: BaseException | None) -> None:
    """Write the line of a request that was answered, and count it."""
    took = time.perf_counter() - g.began
    fields = {"request_id": g.request_id, "method": request.method, "path": request.path, "status": g.status}
    log.info("answered", extra={**fields, "seconds": took, "pid": os.getpid()})
    if request.path not in ("/health", "/metrics"):
        counts.answered(request.path, g.status, took)


@app.after_request
def mark(response: Response) -> Response:
    """Give the answer its id."""
    response.headers["X-Request-ID"] = g.request_id
    g.status = response.status_code
    return response


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
