"""penguin-id: a penguin's measurements in, its species out, and what people saw with their own eyes kept.

    GET  /health    200 {"status": "ok"}
    POST /predict   {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                    200 {"species": "Adelie", "model_version": "1"}
    POST /feedback  {"band": "T-1041", "bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species_seen": "Gentoo"}
                    201 with the same object
    GET  /feedback  200 {"feedback": [{"band": "T-1041", ...}, ...]}

`band` is what is written on the bird's flipper band. A bird that is reported twice is in the list twice.
Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
Where feedback is kept is the business of `store.py`.
"""

import json
import math
from pathlib import Path
from typing import Any

import store
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

app = Flask(__name__)
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


def measurements(bird: dict[str, Any]) -> dict[str, float]:
    """Return all that the model needs to know of the bird."""
    return {name: measurement(bird, name) for name in model["features"]}


def species_of(values: list[float]) -> str:
    """Return the species with the highest score; values in mm, in the order of the model's features."""
    scores = [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    return str(model["species"][scores.index(max(scores))])


def sent_bird() -> dict[str, Any]:
    """Return the bird in the request's body. Raises BadRequest where there is none."""
    bird = request.get_json(force=True, silent=True)
    if not isinstance(bird, dict):
        raise BadRequest("the body must be a JSON object with the measurements of one bird")
    return bird


@app.get("/health")
def health() -> Response:
    """Say that the service can answer: the model was loaded before the first request."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body."""
    values = list(measurements(sent_bird()).values())
    return jsonify(species=species_of(values), model_version=model["version"])


@app.post("/feedback")
def take_feedback() -> tuple[Response, int]:
    """Keep what was seen: 201 is a promise that it will not be lost."""
    bird = sent_bird()
    band, species = bird.get("band"), bird.get("species_seen")
    if not isinstance(band, str) or not band.strip():
        raise BadRequest("band must be the text on the bird's flipper band")
    if species not in model["species"]:
        raise BadRequest(f"species_seen must be one of {', '.join(model['species'])}")
    entry = {"band": band, **measurements(bird), "species_seen": species}
    store.add(entry)
    return jsonify(entry), 201


@app.get("/feedback")
def give_feedback() -> Response:
    """Return all that was kept."""
    return jsonify(feedback=store.entries())


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
