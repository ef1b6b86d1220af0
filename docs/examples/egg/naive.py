"""The same, for people who ask nicely: what you write first."""

import json
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
model = json.loads(Path(__file__).with_name("egg.json").read_text(encoding="utf-8"))


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/volume")
def volume():
    egg = request.get_json()
    length, width = float(egg["length_mm"]), float(egg["width_mm"])
    return {"volume_cm3": round(model["factor"] * length * width**2, 3)}
