"""penguin-id: a penguin's measurements in, its species out, and a first try at feedback.

    GET  /health            200 {"status": "ok"}
    POST /predict           {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                            200 {"species": "Adelie", "model_version": "1"}
    POST /feedback          {"bill_length_mm": 39.1, "bill_depth_mm": 18.7,
                             "species_said": "Adelie", "species_seen": "Gentoo"}
                            201 with the same object
    GET  /feedback/summary  200 {"total": 4, "right": 3}

Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
"""

from typing import Any

import models
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

SPECIES = ("Adelie", "Chinstrap", "Gentoo")

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

answer = models.version_1()
feedback: list[dict[str, Any]] = []


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
    """Keep what the model said of a bird, and what a biologist saw."""
    sent = sent_object()
    entry = {
        **models.measurements(sent, ("bill_length_mm", "bill_depth_mm")),
        "species_said": choice(sent, "species_said", SPECIES),
        "species_seen": choice(sent, "species_seen", SPECIES),
    }
    feedback.append(entry)
    return jsonify(entry), 201


@app.get("/feedback/summary")
def summary() -> Response:
    """Say how often the model was right."""
    right = [entry for entry in feedback if entry["species_said"] == entry["species_seen"]]
    return jsonify(total=len(feedback), right=len(right))


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
