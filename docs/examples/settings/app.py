"""Adult or chick? The rule's threshold is a setting."""

import logging

from flask import Flask, jsonify, request
from settings import THRESHOLD_G

app = Flask(__name__)
log = logging.getLogger("lookout")
log.info("chicks are lighter than %d g", THRESHOLD_G)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict():
    bird = request.get_json(force=True, silent=True)
    mass = bird.get("body_mass_g") if isinstance(bird, dict) else None
    if isinstance(mass, bool) or not isinstance(mass, int | float):
        log.warning("refused: %s", bird)
        return jsonify(error="body_mass_g must be a number"), 422
    stage = "adult" if mass >= THRESHOLD_G else "chick"
    log.debug("%s g: %s", mass, stage)
    return {"stage": stage}
