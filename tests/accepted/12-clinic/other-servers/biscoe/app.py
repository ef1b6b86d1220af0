"""penguin-id on Biscoe: measurements in, species out, over HTTP on port 8000."""

import os
from pathlib import Path

import species_of_birds as birds
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4096

model = birds.load(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.json"))


@app.get("/health")
def health() -> Response:
    """Say that the service can answer."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body."""
    values = birds.measurements(request.get_json(force=True, silent=True), model)
    return jsonify(species=birds.species(values, model), model_version=model["version"])


@app.errorhandler(birds.Unusable)
def refused(error: birds.Unusable) -> tuple[Response, int]:
    """Answer a request that holds no bird."""
    return jsonify(error=str(error)), 400
