"""Adult or chick? The lookout's service: it says what it does, and takes notes where it is told to."""

import os
from pathlib import Path
from tempfile import gettempdir

from flask import Flask, jsonify, request

app = Flask(__name__)
THRESHOLD = float(Path(__file__).with_name("threshold.txt").read_text())
LATEST = Path(gettempdir(), "latest.txt")


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict():
    bird = request.get_json(silent=True)
    mass = bird.get("body_mass_g") if isinstance(bird, dict) else None
    if isinstance(mass, bool) or not isinstance(mass, int | float):
        print("refused:", bird, flush=True)
        return jsonify(error="body_mass_g must be a number"), 422
    stage = "adult" if mass >= THRESHOLD else "chick"
    LATEST.write_text(f"{stage}\n")
    if "NOTES_PATH" in os.environ:
        with open(os.environ["NOTES_PATH"], "a") as notes:
            notes.write(f"{mass} g: {stage}\n")
    print(f"{mass} g: {stage}", flush=True)
    return {"stage": stage, "model_version": "1"}
