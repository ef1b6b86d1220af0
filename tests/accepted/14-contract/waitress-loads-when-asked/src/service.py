"""No thread: whoever asks finds out whether the model is whole. Errors are sentences, status 400."""

import json
import math
import os
from functools import cache

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
PATH = os.environ.get("MODEL_PATH", "model_v3.json")


@cache
def load():
    with open(PATH) as file:
        return json.load(file)


def model():
    try:
        return load()
    except (OSError, ValueError):
        abort(503)


def sent():
    try:
        return json.loads(request.data.decode())
    except Exception as error:
        abort(400, f"Cannot read this as JSON ({type(error).__name__}).")


def complaints(bird):
    if type(bird) is not dict:
        yield "an entry of birds is no object"
        return
    for name in model()["features"]:
        low, high = model()["training_ranges"][name]
        if type(bird.get(name)) not in (int, float):
            yield f"{name} has to be a number"
        elif bird[name] < low or bird[name] > high or bird[name] != bird[name]:
            yield f"{name} has to lie between {low} and {high}"


def answer(bird):
    one = model()
    scores = [
        start + sum(w * bird[name] for w, name in zip(row, one["features"]))
        for start, row in zip(one["intercepts"], one["coefficients"])
    ]
    powers = [math.e ** (score - max(scores)) for score in scores]
    chances = dict(zip(one["species"], (power / sum(powers) for power in powers)))
    best = one["species"][scores.index(max(scores))]
    return dict(species=best, probabilities=chances, model_version=one["version"], seconds=0.0)


@app.errorhandler(400)
@app.errorhandler(503)
@app.errorhandler(413)
def error(error):
    return {"message": error.description}, error.code


@app.route("/health")
def health():
    return {"status": "ok", "since": "today"}


@app.route("/ready")
def ready():
    model()
    return {"status": "ready"}


@app.route("/version")
def version():
    return {"model_version": model()["version"], "api_version": "1"}


@app.route("/metadata")
def metadata():
    card = {key: model()[key] for key in ("model", "species", "training_rows", "accuracy")}
    card["model_version"] = model()["version"]
    card["features"] = {
        name: dict(minimum=ends[0], maximum=ends[1], unit="g" if name.endswith("_g") else "mm")
        for name, ends in model()["training_ranges"].items()
    }
    return card | {"intended_use": "To name adult penguins.", "limitations": "It knows three species only."}


@app.post("/predict")
def predict():
    model()
    bird = sent()
    if found := list(complaints(bird)):
        abort(400, "; ".join(found))
    return answer(bird)


@app.post("/predict/batch")
def batch():
    model()
    asked = sent()
    birds = asked.get("birds") if isinstance(asked, dict) else None
    if not isinstance(birds, list) or len(birds) not in range(1, 101):
        abort(400, "birds has to be a list of at most a hundred, and not empty")
    found = [f"bird {number}: {one}" for number, bird in enumerate(birds) for one in complaints(bird)]
    if found:
        abort(400, "\n".join(found))
    return jsonify(predictions=list(map(answer, birds)))
