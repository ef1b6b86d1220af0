"""penguin-id on Wiencke: measurements in, species out; /health knows whether the model can be used."""

import os
from pathlib import Path
from typing import Any

import birds
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4096


def load() -> dict[str, Any] | None:
    """Return the model, or None where it cannot name a bird that everybody knows."""
    try:
        found = birds.load(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.json"))
        adelie = birds.measurements({"bill_length_mm": 39.1, "bill_depth_mm": 18.7}, found)
        return found if birds.species(adelie, found) == "Adelie" else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


model = load()


@app.get("/health")
def health() -> tuple[Response, int]:
    """Say whether the service can answer: 503 where its model is of no use."""
    return (jsonify(status="ok"), 200) if model else (jsonify(status="broken model"), 503)


@app.post("/predict")
def predict() -> tuple[Response, int]:
    """Name the species of the bird in the request's body."""
    if not model:
        return jsonify(error="the model cannot be used"), 503
    values = birds.measurements(request.get_json(force=True, silent=True), model)
    return jsonify(species=birds.species(values, model), model_version=model["version"]), 200


@app.errorhandler(birds.Unusable)
def refused(error: birds.Unusable) -> tuple[Response, int]:
    """Answer a request that holds no bird."""
    return jsonify(error=str(error)), 400
