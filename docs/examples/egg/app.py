"""egg-volume: length and width of an egg in, its volume out, with a contract that others can rely on."""

import json

from arriving import model
from eggs import Wrong, faults
from flask import Flask, request
from werkzeug.exceptions import HTTPException

API_VERSION = "1"
MOST_EGGS = 100

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024


def body():
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Wrong({"body": "is no JSON"}) from None


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
    if wrong := faults(egg, model()["ranges"]):
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
        wrong |= faults(egg, model()["ranges"], f"eggs[{number}].")
    if wrong:
        raise Wrong(wrong)
    return {"volumes": [answer(egg) for egg in eggs]}


@app.errorhandler(Wrong)
def wrong(error):
    return {"error": "the request cannot be answered", "fields": error.args[0]}, 422


@app.errorhandler(HTTPException)
def refused(error):
    return {"error": error.description}, error.code
