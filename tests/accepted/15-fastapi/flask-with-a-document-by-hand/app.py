"""penguin-id, version 3, as an endpoint that others can rely on.

    GET  /health         200 {"status": "ok"}: the process lives
    GET  /ready          200 {"status": "ready"}, or 503 until the model has loaded
    GET  /version        200 {"api_version": "1", "model_version": "3"}
    GET  /metadata       200 the model card
    POST /predict        one bird; 200 {"species": ..., "probabilities": {...}, "model_version": "3"}
    POST /predict/batch  {"birds": [...]}, 1 to 100 of them; 200 {"predictions": [...]}, in their order

Bad input gets 4xx and {"error": "...", "fields": {"bill_depth_mm": "..."}}, which names each field that is wrong.
What is wrong with a bird is decided in `birds.py`. `app` is the Flask application that a server takes.
MODEL_PATH names the model's file; without it, `model_v3.json` beside this file is read.
"""

import json
import os
from pathlib import Path
from threading import Thread
from typing import Any

from birds import Wrong, checked, checked_batch
from flask import Flask, Response, jsonify, request
from loader import load, probabilities
from werkzeug.exceptions import HTTPException, ServiceUnavailable

#: The version of the form of requests and answers. Another model does not change it.
API_VERSION = "1"

#: Bytes that one request may take: enough for a hundred birds, too few to fill the memory.
LARGEST_BODY = 64 * 1024

INTENDED_USE = "Naming the species of adult penguins at the three colonies of the Palmer Archipelago."
LIMITATIONS = "No chicks, no other species, no bird whose measurements lie outside the ranges of the training table."

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model_v3.json"))

#: Empty until the model has loaded. Each worker process has its own.
loaded: list[dict[str, Any]] = []

# Loading may take minutes. It goes on beside, so that the process can say meanwhile that it lives.
Thread(target=lambda: loaded.append(load(MODEL_PATH)), daemon=True).start()


def model() -> dict[str, Any]:
    """Return the model. Raises ServiceUnavailable until it has loaded."""
    if not loaded:
        raise ServiceUnavailable("the model is on its way")
    return loaded[0]


def body() -> Any:
    """Return the JSON of the request's body, whatever its content type says. Raises Wrong where it is none."""
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        # A few thousand brackets exhaust the parser: that is no ValueError.
        raise Wrong("the body is not JSON") from None


def prediction(bird: dict[str, float]) -> dict[str, Any]:
    """Return what the model says about one bird."""
    found = probabilities(model(), bird)
    return {
        "species": max(found, key=found.__getitem__),
        "probabilities": found,
        "model_version": model()["version"],
    }


@app.get("/health")
def health() -> Response:
    """Say that the process lives, whatever it waits for."""
    return jsonify(status="ok")


@app.get("/ready")
def ready() -> Response:
    """Say that requests can be answered now."""
    model()
    return jsonify(status="ready")


@app.get("/version")
def version() -> Response:
    """Tell the version of the contract, and of the model."""
    return jsonify(api_version=API_VERSION, model_version=model()["version"])


@app.get("/metadata")
def metadata() -> Response:
    """Return the model card: what the model is, and what it is good for."""
    one = model()
    features = {
        name: {"unit": name.rpartition("_")[2], "minimum": low, "maximum": high}
        for name, (low, high) in one["training_ranges"].items()
    }
    return jsonify(
        model=one["model"],
        model_version=one["version"],
        species=one["species"],
        features=features,
        training_rows=one["training_rows"],
        accuracy=one["accuracy"],
        intended_use=INTENDED_USE,
        limitations=LIMITATIONS,
    )


@app.post("/predict")
def predict() -> Response:
    """Name the species of one bird."""
    return jsonify(prediction(checked(body(), model()["training_ranges"])))


@app.post("/predict/batch")
def predict_batch() -> Response:
    """Name the species of many birds, in their order: all of them, or none."""
    birds = checked_batch(body(), model()["training_ranges"])
    return jsonify(predictions=[prediction(bird) for bird in birds])


@app.errorhandler(Wrong)
def wrong(error: Wrong) -> tuple[Response, int]:
    """Tell the sender what to mend."""
    return jsonify(error=str(error), fields=error.fields), 422


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer any other error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
