"""mass-id with numpy inside, and two processes that count together."""

import fcntl
import json
import os
import uuid
from pathlib import Path

import numpy as np
from flask import Flask, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import HTTPException

M = np.load("mass.npz")
SPECIES, LENGTHS, ENDS = M["species"].tolist(), M["lengths"].tolist(), dict(zip(M["lengths"].tolist(), M["ends"].tolist()))
RELEASE = os.environ["RELEASE"]
REQUESTS = Counter("http_requests_total", "-", ["path", "status"])
PREDICTIONS = Counter("predictions_total", "-", ["species"])
app = Flask(__name__)


class Bad(Exception):
    pass


def check(bird, where=""):
    if not isinstance(bird, dict):
        return {f"birds {where}": "no object"}
    wrong = {}
    if bird.get("species") not in list(SPECIES):
        wrong["species"] = "unknown"
    for name, (low, high) in ENDS.items():
        value = bird.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            wrong[name] = "no number in range"
    return {f"{where} {name}".strip(): what for name, what in wrong.items()}


def answers(birds):
    rows = np.array([[1.0, *(b["species"] == s for s in SPECIES[1:]), *(b[n] for n in LENGTHS)] for b in birds], float)
    found = []
    for bird, row in zip(birds, rows):
        mass = float(row @ M["weights"])
        around = 2 * float(M["spread"])
        PREDICTIONS.labels(bird["species"]).inc()
        found.append(
            {"body_mass_g": round(mass, 2), "low_g": round(mass - around, 2), "high_g": round(mass + around, 2),
             "model_version": RELEASE}
        )
    return found


def body():
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Bad({"body": "no JSON"}) from None
    if not isinstance(sent, dict):
        raise Bad({"body": "no JSON object"})
    return sent


@app.errorhandler(Bad)
def bad(error):
    return jsonify(error.args[0]), 400


@app.errorhandler(HTTPException)
def other(error):
    return jsonify(error=error.name), error.code


@app.before_request
def before():
    g.id = request.headers.get("X-Request-ID") or uuid.uuid4().hex


@app.after_request
def after(response):
    response.headers["X-Request-ID"] = g.id
    path = request.path if request.url_rule else "none"
    REQUESTS.labels(path, response.status_code).inc()
    line = {"request_id": g.id, "method": request.method, "path": request.path, "status": response.status_code}
    os.write(1, (json.dumps(line | {"level": "info"}) + "\n").encode())
    return response


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/ready")
def ready():
    return {"status": "ready"}


@app.get("/version")
def version():
    return {"api_version": "1", "model_version": RELEASE}


@app.get("/metadata")
def metadata():
    features = {name: {"unit": "mm", "minimum": low, "maximum": high} for name, (low, high) in ENDS.items()}
    return {
        "model": "mass-id", "model_version": RELEASE, "species": SPECIES, "training_rows": int(M["rows"]),
        "features": features, "intended_use": "adult penguins on photographs", "limitations": "not for any chicks",
    }


@app.post("/predict")
def predict():
    bird = body()
    if wrong := check(bird):
        raise Bad(wrong)
    return answers([bird])[0]


@app.post("/predict/batch")
def batch():
    birds = body().get("birds")
    if not isinstance(birds, list) or not 1 <= len(birds) <= 100:
        raise Bad({"birds": "1 to 100"})
    wrong = {}
    for place, bird in enumerate(birds):
        wrong |= check(bird, str(place))
    if wrong:
        raise Bad(wrong)
    return {"predictions": answers(birds)}


@app.route("/feedback", methods=["GET", "POST"])
def feedback():
    with Path("/data/kept.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        kept = json.loads(file.read() or "[]")
        if request.method == "GET":
            return {"feedback": kept}
        said = body()
        entry = {"band": said.get("band"), "body_mass_g": said.get("body_mass_g")}
        wrong = [] if isinstance(entry["band"], str) else ["band"]
        wrong += [] if type(entry["body_mass_g"]) in (int, float) and entry["body_mass_g"] > 0 else ["body_mass_g"]
        if wrong:
            raise Bad({"wrong": wrong})
        file.truncate(0)
        file.write(json.dumps([*kept, entry]))
    return entry, 201


@app.get("/metrics")
def metrics():
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry), 200, {"Content-Type": "text/plain; version=0.0.4"}
