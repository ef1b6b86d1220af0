"""penguin-id: a penguin's measurements in, its species out; one bird, or a whole survey.

    GET  /health   200 {"status": "ok"}
    POST /predict  {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                   200 {"species": "Adelie", "model_version": "1"}
    POST /survey   {"birds": [{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}, ...]}
                   200, and for each bird a line of JSON as soon as it is known, a tenth of a second each:
                   {"bird": 0, "species": "Adelie", "model_version": "1"}

Bad input gets 4xx and {"error": "what is wrong"}. `app` is the Flask application that a server takes.
The model is a JSON file of coefficients. MODEL_PATH names it; without it, `model.json` beside this file is read.
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

#: Bytes that one survey may take: enough for a hundred birds, too few to fill the memory.
LARGEST_BODY = 16384

#: A survey looks at each bird a second time, with a slow model. The waiting stands for it.
SECONDS_A_BIRD = 0.1

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

HERE = Path(__file__).parent
MODEL_PATH = Path(os.environ.get("MODEL_PATH") or HERE / "model.json")
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


def species_of(bird: Any) -> str:
    """Return the species with the highest score. Raises BadRequest where something is wrong with the bird."""
    if not isinstance(bird, dict):
        raise BadRequest("a bird must be a JSON object with its measurements")
    values = [measurement(bird, name) for name in model["features"]]
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
    return jsonify(species=species_of(bird), model_version=model["version"])


@app.post("/survey")
def survey() -> Response:
    """Name the species of many birds, one line each; the survey is kept for the archive."""
    asked = request.get_json(force=True, silent=True)
    birds = asked.get("birds") if isinstance(asked, dict) else None
    if not isinstance(birds, list) or not birds:
        raise BadRequest("birds is missing: it must be a list of birds")
    found = [species_of(bird) for bird in birds]
    # The script leaves its packing to a process of its own and ends, so this does not take long.
    subprocess.run([sys.executable, str(HERE / "archive.py")], input=request.get_data(), check=True)

    def lines() -> Iterator[str]:
        for number, species in enumerate(found):
            time.sleep(SECONDS_A_BIRD)
            yield json.dumps({"bird": number, "species": species, "model_version": model["version"]}) + "\n"

    return Response(lines(), mimetype="application/x-ndjson")


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
