"""penguin-id in two versions: a penguin's measurements in, its species out, and what people saw kept for the next one.

    GET  /health            200 {"status": "ok"}
    POST /predict           {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, ...}
                            200 {"species": "Adelie", "model_version": "1"}; "probabilities" from version 2 on
    POST /feedback          the four measurements and "model_version", "species_said", "species_seen"
                            201 with the same object
    GET  /feedback/summary  200 {"total": 4, "versions": {"1": {"total": 3, "right": 2, ...}, "2": {...}}}

MODEL_VERSION says which version answers: 1 without it. Feedback is about the answers of either.
Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
"""

import os
import sys
from typing import Any

import models
import store
from flask import Flask, Response, jsonify, request
from summary import SPECIES
from summary import summary as summary_of
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

VERSION = os.environ.get("MODEL_VERSION") or "1"
if VERSION not in models.VERSIONS:
    sys.exit(f"MODEL_VERSION={VERSION}: there is {' and '.join(models.VERSIONS)}")

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

answer = models.VERSIONS[VERSION]()


def sent_object() -> dict[str, Any]:
    """Return the JSON object in the request's body. Raises BadRequest where there is none."""
    sent = request.get_json(force=True, silent=True)
    if not isinstance(sent, dict):
        raise BadRequest("the body must be a JSON object with the measurements of one bird")
    return sent


def choice(sent: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    """Return a field that has to be one of the known texts. Raises BadRequest where it is not."""
    value = sent.get(name)
    if value not in known:
        raise BadRequest(f"{name} must be one of {', '.join(known)}")
    return str(value)


@app.get("/health")
def health() -> Response:
    """Say that the service can answer: the model was loaded before the first request."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Answer for the bird in the request's body."""
    return jsonify(answer(sent_object()))


@app.post("/feedback")
def take_feedback() -> tuple[Response, int]:
    """Keep what a version said of a bird, and what a biologist saw. 201 is a promise that it will not be lost."""
    sent = sent_object()
    entry = {
        # All four, whatever the version that answered looks at: the next one is compared on them.
        **models.measurements(sent, models.MEASUREMENTS),
        "model_version": choice(sent, "model_version", tuple(models.VERSIONS)),
        "species_said": choice(sent, "species_said", SPECIES),
        "species_seen": choice(sent, "species_seen", SPECIES),
    }
    store.add(entry)
    return jsonify(entry), 201


@app.get("/feedback/summary")
def summary() -> Response:
    """Say how often each version was right, and what it mistook for what."""
    entries = store.entries()
    versions = {
        version: summary_of(
            (entry["species_seen"], entry["species_said"]) for entry in entries if entry["model_version"] == version
        )
        for version in models.VERSIONS
    }
    return jsonify(total=len(entries), versions=versions)


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
