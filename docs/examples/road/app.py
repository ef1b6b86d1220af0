"""How far a penguin has walked: its steps in, metres out, and how sure that is."""

import json
import os
import sys
import uuid
from pathlib import Path

from flask import Flask, jsonify, request

VERSION = os.environ["VERSION"]
model = json.loads(Path(os.environ["MODEL"]).read_text())
app = Flask(__name__)


@app.get("/ready")
def ready():
    return jsonify(status="ready")


@app.get("/version")
def version():
    return jsonify(model_version=VERSION)


@app.post("/predict")
def predict():
    sent = request.get_json(force=True, silent=True)
    steps = sent.get("steps") if isinstance(sent, dict) else None
    low, high = model["steps"]
    if type(steps) not in (int, float) or not low <= steps <= high:
        return jsonify(fields={"steps": f"must be a number from {low:g} to {high:g}"}), 422
    far, around = model["intercept"] + model["slope"] * steps, 2 * model["spread"]
    found = {"metres": far, "low": far - around, "high": far + around}
    return jsonify({name: round(value, 1) for name, value in found.items()} | {"model_version": VERSION})


@app.after_request
def tell(response):
    line = {"request_id": request.headers.get("X-Request-ID") or uuid.uuid4().hex}
    line |= {"method": request.method, "path": request.path, "status": response.status_code}
    response.headers["X-Request-ID"] = line["request_id"]
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return response
