"""penguin-id 2: four measurements of a penguin in, its species and the probability of each species out.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}
                   200 {"species": "Adelie", "probabilities": {"Adelie": 0.99, ...}, "model_version": "2"}

Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
The model is a scikit-learn pipeline in a joblib file. MODEL_PATH names it; without it, `model.joblib` beside this
file is read.
"""

import json
import math
import os
from pathlib import Path
from typing import Any

import joblib
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

#: What the pipeline was trained on, in its order: three in mm, one in g.
FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
VERSION = "2"

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.joblib"))
model = joblib.load(MODEL_PATH)


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


@app.get("/health")
def health() -> Response:
    """Say that the service can answer: the model was loaded before the first request."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body, and how likely each species is."""
    bird = request.get_json(force=True, silent=True)
    if not isinstance(bird, dict):
        raise BadRequest("the body must be a JSON object with the measurements of one bird")
    values = [measurement(bird, name) for name in FEATURES]
    chances = model.predict_proba([values])[0]
    probabilities = {str(name): float(chance) for name, chance in zip(model.classes_, chances, strict=True)}
    species = max(probabilities, key=probabilities.__getitem__)
    return jsonify(species=species, probabilities=probabilities, model_version=VERSION)


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
