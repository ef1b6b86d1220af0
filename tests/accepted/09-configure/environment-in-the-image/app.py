"""penguin-id: a penguin's measurements in, its species out, and a line in the log for what happens.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                   200 {"species": "Adelie", "model_version": "1"}

Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
The model is a JSON file of coefficients: what it measures, and which species it knows, stands in the file.

The log goes to standard error. DEBUG: each prediction. INFO: the start. WARNING: each refused request.
"""

import json
import logging
import math
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

MODEL_PATH = Path(os.environ["MODEL_PATH"] or "/app/model.json")

logging.basicConfig(
    level=(os.environ["LOG_LEVEL"] or "info").upper(), stream=sys.stdout, format="level=%(levelname)s %(message)s"
)
log = logging.getLogger("penguin-id")

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

model: dict[str, Any] = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
log.info("serving version %s of the model in %s", model["version"], MODEL_PATH)


def measurement(bird: dict[str, Any], name: str) -> float:
    """Return one measurement of the bird, in mm or g. Raises BadRequest where it is missing or no number."""
    if name not in bird:
        raise BadRequest(f"{name} is missing")
    value = bird[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{name} must be a number, not {json.dumps(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRequest(f"{name} must be a finite number")
    return number


def species_of(values: list[float]) -> str:
    """Return the species with the highest score; values in the order of the model's features."""
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
    log.debug("%s for %s", species, values)
    return jsonify(species=species, model_version=model["version"])


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    log.warning("refused %s %s: %s", request.method, request.path, error.description)
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
