"""Adult or chick? A service that knows whether its rule works."""

import os
from pathlib import Path

from flask import Flask, jsonify, request

HERE = Path(__file__).parent
app = Flask(__name__)


def load():
    """Return the rule's threshold, or None where the file holds no sensible number."""
    try:
        threshold = float(Path(os.environ.get("THRESHOLD_PATH", HERE / "threshold.txt")).read_text())
    except (OSError, ValueError):
        return None
    return threshold if 0 < threshold < 10_000 else None


THRESHOLD = load()


@app.get("/health")
def health():
    if THRESHOLD is None:
        return jsonify(status="no usable threshold"), 503
    return {"status": "ok"}


@app.post("/predict")
def predict():
    bird = request.get_json(silent=True)
    mass = bird.get("body_mass_g") if isinstance(bird, dict) else None
    if isinstance(mass, bool) or not isinstance(mass, int | float):
        return jsonify(error="body_mass_g must be a number"), 422
    return {"stage": "adult" if mass >= THRESHOLD else "chick", "model_version": "1"}
