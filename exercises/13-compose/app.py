"""penguin-id: a penguin's measurements in, its species out, and what biologists say about it kept.

    GET  /health            200 {"status": "ok", "station": "Torgersen"}
    POST /predict           {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                            200 {"species": "Adelie", "model_version": "1"}
    POST /feedback          {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species": "Adelie"}
                            202 {"status": "received"}
    GET  /feedback/summary  200 {"counted": {"Adelie": 3, "Chinstrap": 0, "Gentoo": 1}, "agreed": 4, "waiting": 0,
                                 "station": "Torgersen"}

A biologist sends feedback with the species that the bird really was. The service puts it into a list in Redis; the
worker, `worker.py`, takes it from there and counts it. `agreed` are the birds that the model would have named so too,
`waiting` those that the worker has not counted yet, and the summary's `station` is the worker's.

Bad input gets 4xx and {"error": "what is wrong"}. Where Redis cannot be reached, feedback gets 503.
Settings come from the environment: REDIS_URL says where Redis is, STATION what this station is called.
"""

import json
import math
import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

STATION = os.environ.get("STATION") or "nowhere"
REDIS_URL = os.environ.get("REDIS_URL") or "redis://localhost:6379/0"

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

model: dict[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))
#: Connects when it is first used, and anew when a connection breaks.
redis = Redis.from_url(REDIS_URL, decode_responses=True, socket_timeout=2, socket_connect_timeout=1)


def measurement(bird: dict[str, Any], name: str) -> float:
    """Return one measurement of the bird, in mm. Raises BadRequest where it is missing or no number."""
    if name not in bird:
        raise BadRequest(f"{name} is missing")
    value = bird[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{name} must be a number of millimetres, not {json.dumps(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRequest(f"{name} must be a finite number of millimetres")
    return number


def species_of(bird: dict[str, Any]) -> str:
    """Return the species with the highest score; the bird's measurements in mm."""
    values = [measurement(bird, name) for name in model["features"]]
    scores = [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    return str(model["species"][scores.index(max(scores))])


def sent_bird() -> dict[str, Any]:
    """Return the bird in the request's body. Raises BadRequest where there is none."""
    bird = request.get_json(force=True, silent=True)
    if not isinstance(bird, dict):
        raise BadRequest("the body must be a JSON object with the measurements of one bird")
    return bird


@app.get("/health")
def health() -> Response:
    """Say that the service can answer: the model was loaded before the first request."""
    return jsonify(status="ok", station=STATION)


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body."""
    return jsonify(species=species_of(sent_bird()), model_version=model["version"])


@app.post("/feedback")
def feedback() -> tuple[Response, int]:
    """Take what a biologist says about a bird: it waits in Redis until the worker counts it."""
    bird = sent_bird()
    if bird.get("species") not in model["species"]:
        raise BadRequest(f"species must be one of {', '.join(model['species'])}")
    redis.rpush("feedback", json.dumps({"said": bird["species"], "named": species_of(bird)}))
    return jsonify(status="received"), 202


@app.get("/feedback/summary")
def summary() -> Response:
    """Say what the worker has counted so far."""
    counted = {name: int(redis.hget("counted", name) or 0) for name in model["species"]}
    waiting = int(redis.llen("feedback")) + int(redis.llen("in hand"))
    agreed = int(redis.get("agreed") or 0)
    return jsonify(counted=counted, agreed=agreed, waiting=waiting, station=redis.get("station"))


@app.errorhandler(RedisError)
def without_redis(error: RedisError) -> tuple[Response, int]:
    """Answer 503 where Redis cannot be reached: whoever sent feedback has to send it again."""
    app.logger.error("no Redis at %s: %s", REDIS_URL, error)
    return refused(ServiceUnavailable(f"no Redis at {REDIS_URL}: {error}"))


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[Response, int]:
    """Answer an error in JSON, as the rest of the service does."""
    return jsonify(error=error.description), error.code or 500


if __name__ == "__main__":
    # For trying it on your own machine: Flask's development server, which only this machine reaches.
    app.run(port=8000)
