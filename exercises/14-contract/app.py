"""penguin-id, version 3: a penguin's four measurements in, its species and probabilities out.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}
                   200 {"species": "Adelie", "probabilities": {"Adelie": 0.99...}, "model_version": "3"}

It answers whoever asks nicely. `app` is the Flask application that a server takes.
MODEL_PATH names the model's file; without it, `model_v3.json` beside this file is read.
"""

import os
from pathlib import Path

from flask import Flask, Response, jsonify, request
from loader import load, probabilities
from werkzeug.exceptions import HTTPException

#: Bytes that one request may take: enough for a hundred birds, too few to fill the memory.
LARGEST_BODY = 64 * 1024

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model_v3.json"))
model = load(MODEL_PATH)


@app.get("/health")
def health() -> Response:
    """Say that the process lives."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body."""
    asked = request.get_json()
    bird = {name: float(asked[name]) for name in model["features"]}
    found = probabilities(model, bird)
    return jsonify(species=max(found, key=found.__getitem__), probabilities=found, model_version=model["version"])


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
