"""penguin-id on Dream: measurements in, species out, over HTTP on port 8000."""

import os
from itertools import product
from pathlib import Path

import birds
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4096

model = birds.load(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.json"))


def key(values: list[float]) -> tuple[int, ...]:
    """Return a bird's measurements as whole numbers of hundredths of a millimetre."""
    return tuple(round(value * 100) for value in values)


def every_bird() -> list[list[float]]:
    """Return every bird that can be measured, in mm, from the smallest to the largest."""
    low, high = zip(*(model["training_ranges"][name] for name in model["features"]), strict=True)
    grids = [range(first, last + 1) for first, last in zip(key(low), key(high), strict=True)]
    return [[number / 100 for number in bird] for bird in product(*grids)]


# Every bird is scored once, now: a request then has to look its answer up, no more.
ANSWERS = {key(bird): birds.species(bird, model) for bird in every_bird()}


@app.get("/health")
def health() -> Response:
    """Say that the service can answer."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body: from the table, or by the model beyond its edges."""
    values = birds.measurements(request.get_json(force=True, silent=True), model)
    known = ANSWERS.get(key(values))
    return jsonify(species=known or birds.species(values, model), model_version=model["version"])


@app.errorhandler(birds.Unusable)
def refused(error: birds.Unusable) -> tuple[Response, int]:
    """Answer a request that holds no bird."""
    return jsonify(error=str(error)), 400
