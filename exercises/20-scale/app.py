"""penguin-id with its careful model: a penguin's measurements in, its species out, one bird after the other.

    GET  /health            200 {"status": "ok"}
    POST /predict           {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                            200 {"species": "Adelie", "model_version": "1"}
    POST /feedback          {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species": "Adelie"}
                            202 {"status": "received"}
    GET  /feedback/summary  200 {"counted": {"Adelie": 3, "Chinstrap": 0, "Gentoo": 1}, "agreed": 4}

The careful model takes a tenth of a second for a bird, and one replica looks at one bird at a time: others wait in a
line. Every answer says in the header `X-Instance` which replica gives it, by the host name of its container.

Feedback is counted in Redis where the environment's REDIS_URL says where that is, such as redis://HOST:6379/0. Without
it, it is counted in the memory of this process.

Bad input gets 4xx and {"error": "what is wrong"}. Where Redis cannot be reached, feedback gets 503.
"""

import json
import math
import os
import socket
import time
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, Response, jsonify, request
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

#: Bytes that one bird may take: enough for a hundred measurements, too few to fill the memory.
LARGEST_BODY = 4096

#: Seconds that the careful model takes for a bird. The waiting stands for its work.
SECONDS_A_BIRD = 0.1

INSTANCE = socket.gethostname()
REDIS_URL = os.environ.get("REDIS_URL") or ""

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

model: dict[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))
#: Whoever holds it has the model for itself.
turn = Lock()

#: Connects when it is first used, and anew when a connection breaks.
redis = (
    Redis.from_url(REDIS_URL, decode_responses=True, socket_timeout=2, socket_connect_timeout=1) if REDIS_URL else None
)
#: Where feedback is counted without Redis: nobody but this process knows of it.
memory: Counter[str] = Counter()


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
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body, when its turn has come."""
    bird = sent_bird()
    with turn:
        time.sleep(SECONDS_A_BIRD)
        species = species_of(bird)
    return jsonify(species=species, model_version=model["version"])


@app.post("/feedback")
def feedback() -> tuple[Response, int]:
    """Count what a biologist says about a bird."""
    bird = sent_bird()
    said = bird.get("species")
    if said not in model["species"]:
        raise BadRequest(f"species must be one of {', '.join(model['species'])}")
    agreed = int(said == species_of(bird))
    if redis:
        step = redis.pipeline(transaction=True)
        step.hincrby("counted", said, 1)
        step.incrby("agreed", agreed)
        step.execute()
    else:
        memory.update({said: 1, "agreed": agreed})
    return jsonify(status="received"), 202


@app.get("/feedback/summary")
def summary() -> Response:
    """Say what has been counted so far."""
    found = {**redis.hgetall("counted"), "agreed": redis.get("agreed")} if redis else dict(memory)
    counted = {name: int(found.get(name) or 0) for name in model["species"]}
    return jsonify(counted=counted, agreed=int(found.get("agreed") or 0))


@app.after_request
def signed(answer: Response) -> Response:
    """Say which replica answers."""
    answer.headers["X-Instance"] = INSTANCE
    return answer


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
