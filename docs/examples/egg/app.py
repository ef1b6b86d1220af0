"""egg-volume: length and width of an egg in, its volume out, with a contract that others can rely on."""

import json
import os
import time
from pathlib import Path
from threading import Thread

from flask import Flask, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

API_VERSION = "1"
MOST_EGGS = 100
MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("egg.json"))

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
loaded = []


def load():
    """Read the model, once it is there and whole."""
    while not loaded:
        try:
            loaded.append(json.loads(MODEL_PATH.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            time.sleep(0.1)


Thread(target=load, daemon=True).start()


class Wrong(Exception):
    """A body that is refused; the argument names each field that is wrong, and why."""


def model():
    if not loaded:
        raise ServiceUnavailable("the model is on its way")
    return loaded[0]


def body():
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Wrong({"body": "is no JSON"}) from None


def faults(egg, where=""):
    """Return all that is wrong with an egg, by the names of its fields."""
    if not isinstance(egg, dict):
        return {where or "body": "must be an object"}
    found = {}
    for name, (low, high) in model()["ranges"].items():
        value = egg.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            found[f"{where}{name}"] = "must be a number"
        elif not low <= value <= high:
            found[f"{where}{name}"] = f"must be from {low} to {high}"
    return found


def answer(egg):
    volume = model()["factor"] * egg["length_mm"] * egg["width_mm"] ** 2
    return {"volume_cm3": round(volume, 3), "model_version": model()["version"]}


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/ready")
def ready():
    model()
    return {"status": "ready"}


@app.get("/version")
def version():
    return {"api_version": API_VERSION, "model_version": model()["version"]}


@app.get("/metadata")
def metadata():
    kept = {name: model()[name] for name in ("model", "version", "ranges", "eggs")}
    return kept | {"intended_use": "fresh eggs of gentoo penguins", "limitations": "no other species, no broken eggs"}


@app.post("/volume")
def volume():
    egg = body()
    if wrong := faults(egg):
        raise Wrong(wrong)
    return answer(egg)


@app.post("/volume/batch")
def batch():
    asked = body()
    eggs = asked.get("eggs") if isinstance(asked, dict) else None
    if not isinstance(eggs, list) or not 1 <= len(eggs) <= MOST_EGGS:
        raise Wrong({"eggs": f"must be a list of 1 to {MOST_EGGS} eggs"})
    wrong = {}
    for number, egg in enumerate(eggs):
        wrong |= faults(egg, f"eggs[{number}].")
    if wrong:
        raise Wrong(wrong)
    return {"volumes": [answer(egg) for egg in eggs]}


@app.errorhandler(Wrong)
def wrong(error):
    return {"error": "the request cannot be answered", "fields": error.args[0]}, 422


@app.errorhandler(HTTPException)
def refused(error):
    return {"error": error.description}, error.code
