"""mass-id in FastAPI; the model's numbers are those that the notebook prints."""

import json
import os
import sqlite3
import uuid
from math import isfinite
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest

VERSION = os.environ["VERSION"]
MODEL = json.loads(Path("mass.json").read_text())
REQUESTS = Counter("http_requests_total", "requests", ["path", "status", "method"])
PREDICTIONS = Counter("predictions_total", "birds", ["species"])
app = FastAPI()


def number(value):
    if type(value) not in (int, float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False


def problems(bird):
    if type(bird) is not dict:
        return ["birds"]
    wrong = [] if type(bird.get("species")) is str and bird["species"] in MODEL["shift"] else ["species"]
    for name, (low, high) in MODEL["range"].items():
        if not number(bird.get(name)) or not low <= bird[name] <= high:
            wrong.append(name)
    return wrong


def estimate(bird):
    mass = MODEL["intercept"] + MODEL["shift"][bird["species"]] + sum(w * bird[n] for n, w in MODEL["slope"].items())
    around = 2 * MODEL["spread"]
    return {"body_mass_g": mass, "low_g": mass - around, "high_g": mass + around, "model_version": VERSION}


async def sent(request):
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
    return found if type(found) is dict else None


def no(detail):
    return JSONResponse({"detail": detail}, 422)


@app.middleware("http")
async def observe(request: Request, call_next):
    given = request.headers.get("x-request-id") or str(uuid.uuid4())
    response = await call_next(request)
    response.headers["X-Request-ID"] = given
    path = request.url.path
    line = {"request_id": given, "method": request.method, "path": path, "status": response.status_code}
    if path not in ("/health", "/ready", "/metrics"):
        print(json.dumps(line), flush=True)
        known = path if response.status_code not in (404, 405) else "unknown"
        REQUESTS.labels(known, response.status_code, request.method).inc()
    return response


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/ready")
async def ready():
    return {"status": "ready"}


@app.get("/version")
async def version():
    return {"api_version": "1", "model_version": VERSION}


@app.get("/metadata")
async def metadata():
    return {
        "model": "mass-id",
        "model_version": VERSION,
        "species": list(MODEL["shift"]),
        "training_rows": MODEL["rows"],
        "features": {n: {"unit": "mm", "minimum": low, "maximum": high} for n, (low, high) in MODEL["range"].items()},
        "intended_use": "Masses of adult penguins, from photographs.",
        "limitations": "Not for chicks, not for other species.",
    }


@app.post("/predict")
async def predict(request: Request):
    bird = await sent(request)
    if bird is None:
        return no("a JSON object is expected")
    if wrong := problems(bird):
        return no([{"field": name, "problem": "missing, no such value, or out of range"} for name in wrong])
    PREDICTIONS.labels(bird["species"]).inc()
    return estimate(bird)


@app.post("/predict/batch")
async def batch(request: Request):
    body = await sent(request)
    birds = (body or {}).get("birds")
    if type(birds) is not list or not 0 < len(birds) < 101:
        return no("birds: a list of 1 to 100 is expected")
    if wrong := [{"bird": n, "fields": found} for n, bird in enumerate(birds) if (found := problems(bird))]:
        return no(wrong)
    for bird in birds:
        PREDICTIONS.labels(bird["species"]).inc()
    return {"predictions": [estimate(bird) for bird in birds]}


def database():
    connection = sqlite3.connect("/data/feedback.db", timeout=5)
    connection.execute("create table if not exists feedback (band text, mass real)")
    return connection


@app.post("/feedback", status_code=201)
def feedback(body: dict):
    band, mass = body.get("band"), body.get("body_mass_g")
    wrong = [] if type(band) is str and band else ["band"]
    wrong += [] if number(mass) and mass > 0 else ["body_mass_g"]
    if wrong:
        return no(wrong)
    with database() as connection:
        connection.execute("insert into feedback values (?, ?)", (band, mass))
    connection.close()
    return {"band": band, "body_mass_g": mass}


@app.get("/feedback")
def kept():
    connection = database()
    rows = connection.execute("select band, mass from feedback order by rowid").fetchall()
    connection.close()
    return {"feedback": [{"band": band, "body_mass_g": mass} for band, mass in rows]}


@app.get("/metrics")
async def metrics():
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
