"""penguin-id in one file: settings, a log in colour for people at a terminal, waitress."""

import json
import math
import os
import sys

import structlog
from flask import Flask, jsonify, request
from waitress import serve

LEVELS = ("debug", "info", "warning", "error")
KEYS = ("version", "species", "features", "intercepts", "coefficients")


def setting(name, default):
    return os.environ.get(name) or default


def refuse(name, value, why):
    structlog.get_logger().critical("wrong setting", **{name: value}, why=why)
    sys.exit(1)


structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(colors=True)])
port = setting("PORT", "8000")
if not port.isdecimal() or not 1 <= int(port) <= 65535:
    refuse("PORT", port, "1 to 65535")
level = setting("LOG_LEVEL", "info")
if level.lower() not in LEVELS:
    refuse("LOG_LEVEL", level, "none of the four")
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level.lower()))
log = structlog.get_logger()

path = setting("MODEL_PATH", "/app/model.json")
try:
    with open(path, encoding="utf-8") as file:
        model = json.load(file)
    missing = [key for key in KEYS if key not in model]
except (OSError, ValueError) as error:
    refuse("MODEL_PATH", path, str(error))
if missing:
    refuse("MODEL_PATH", path, f"without {missing}")
wanted = setting("MODEL_VERSION", model["version"])
if wanted != model["version"]:
    refuse("MODEL_VERSION", wanted, f"it is {model['version']}")

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.post("/predict")
def predict():
    bird = request.get_json(force=True, silent=True)
    values = [bird.get(name) for name in model["features"]] if isinstance(bird, dict) else [None]
    if not all(type(value) in (int, float) and math.isfinite(value) for value in values):
        log.warning("refused", body=request.get_data(as_text=True)[:80])
        return jsonify(error="measurements are numbers"), 400
    rows = zip(model["intercepts"], model["coefficients"], strict=True)
    scores = [start + sum(a * b for a, b in zip(row, values, strict=True)) for start, row in rows]
    species = model["species"][scores.index(max(scores))]
    log.debug("named", species=species)
    return jsonify(species=species, model_version=model["version"])


log.info("serving", version=model["version"])
serve(app, host="0.0.0.0", port=int(port), _quiet=True)
