"""penguin-id: a penguin's measurements in, its species out.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                   200 {"species": "Adelie", "model_version": "1"}

Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
The model is a JSON file of coefficients. MODEL_PATH names it; without it, `model.json` beside this file is read.
"""

import json
import math
import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.json"))
model: dict[str, Any] = json.loads(MODEL_PATH.read_text(encoding="utf-8"))


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
    return jsonify(species=species_of(values), model_version=model["version"])


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
