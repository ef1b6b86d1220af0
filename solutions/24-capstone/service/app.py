"""mass-id over HTTP: a species and three lengths in, a body mass in g out. The README has the contract."""

from typing import Any

import model
import store
from flask import Flask, Response, jsonify, request
from model import Wrong
from observe import PREDICTIONS, metrics, observe
from werkzeug.exceptions import HTTPException

#: Bytes that a batch may take, and birds in it.
LARGEST_BODY = 64 * 1024
MOST_BIRDS = 100

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
observe(app)


def body() -> Any:
    """Return the JSON that was sent. Raises Wrong where it is none."""
    try:
        sent = request.get_json(force=True, silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        raise Wrong({"body": "must be a JSON object"})
    return sent


@app.get("/health")
def health() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@app.get("/ready")
def ready() -> Response:
    """Say that the model is loaded: without it, this module would not have been loaded either."""
    return jsonify(status="ready")


@app.get("/version")
def version() -> Response:
    """Say which form requests have, and which release answers."""
    return jsonify(api_version="1", model_version=model.VERSION)


@app.get("/metadata")
def metadata() -> Response:
    """Return the model's card."""
    return jsonify(model.card())


@app.get("/metrics")
def tell() -> Response:
    """Tell what was counted."""
    return metrics()


@app.post("/predict")
def predict() -> Response:
    """Estimate the mass of one bird."""
    bird = body()
    answer = model.estimate(bird)
    PREDICTIONS.labels(bird["species"]).inc()
    return jsonify(answer)


@app.post("/predict/batch")
def predict_batch() -> Response:
    """Estimate the masses of up to a hundred birds, in their order; one wrong bird refuses them all."""
    birds = body().get("birds")
    if not isinstance(birds, list) or not 1 <= len(birds) <= MOST_BIRDS:
        raise Wrong({"birds": f"must be a list of 1 to {MOST_BIRDS} birds"})
    answers, wrong = [], {}
    for number, bird in enumerate(birds):
        try:
            answers.append(model.estimate(bird))
        except Wrong as error:
            wrong |= {f"birds[{number}].{name}": problem for name, problem in error.fields.items()}
    if wrong:
        raise Wrong(wrong)
    for bird in birds:
        PREDICTIONS.labels(bird["species"]).inc()
    return jsonify(predictions=answers)


@app.post("/feedback")
def feedback() -> tuple[Response, int]:
    """Keep what a bird weighs that somebody has lifted after all."""
    said = body()
    band, mass = said.get("band"), said.get("body_mass_g")
    fields = {} if isinstance(band, str) and band else {"band": "must be the text on the bird's band"}
    if not model.is_number(mass) or mass <= 0:
        fields["body_mass_g"] = "must be a number of grams"
    if fields:
        raise Wrong(fields)
    store.keep(band, mass)
    return jsonify(band=band, body_mass_g=mass), 201


@app.get("/feedback")
def kept() -> Response:
    """Tell all that was kept."""
    return jsonify(feedback=store.kept())


@app.errorhandler(Wrong)
def wrong(error: Wrong) -> tuple[Response, int]:
    """Say which fields are wrong, and why."""
    return jsonify(error="this cannot be answered", fields=error.fields), 422


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500
