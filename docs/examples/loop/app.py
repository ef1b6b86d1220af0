"""Adult or chick, with feedback. MODEL_VERSION says which version answers."""

import os

import store
from flask import Flask, jsonify, request
from rules import VERSIONS

VERSION = os.environ.get("MODEL_VERSION") or "1"
MEASUREMENTS = ("body_mass_g", "flipper_length_mm")

rule = VERSIONS[VERSION]
app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict():
    return {"stage": rule(request.get_json(force=True)), "model_version": VERSION}


@app.post("/feedback")
def feedback():
    sent = request.get_json(force=True)
    for name in (*MEASUREMENTS, "model_version", "stage_said", "stage_seen"):
        if name not in sent:
            return jsonify(error=f"{name} is missing"), 422
    store.add(sent)
    return sent, 201


@app.get("/feedback/summary")
def summary():
    counts = {version: {"right": 0, "total": 0} for version in VERSIONS}
    for entry in store.entries():
        counts[entry["model_version"]]["total"] += 1
        counts[entry["model_version"]]["right"] += entry["stage_said"] == entry["stage_seen"]
    return counts
