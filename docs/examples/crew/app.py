"""Sightings of ringed birds: whoever sees one says so, and the clerk counts them.

GET  /health     200 {"status": "ok", "island": "Dream"}
POST /sightings  {"ring": "B7"}   202 {"status": "received"}
GET  /totals     200 {"island": "Dream", "rings": {"B7": 3}}
"""

import os

from flask import Flask, jsonify, request
from redis import Redis
from redis.exceptions import RedisError

app = Flask(__name__)
store = Redis.from_url(os.environ.get("STORE_URL", "redis://localhost:6379"), decode_responses=True)


@app.get("/health")
def health():
    return jsonify(status="ok", island=os.environ.get("ISLAND"))


@app.post("/sightings")
def sighting():
    ring = (request.get_json(silent=True) or {}).get("ring")
    if not isinstance(ring, str) or not ring:
        return jsonify(error="ring must be a text such as B7"), 400
    store.rpush("sightings", ring)
    return jsonify(status="received"), 202


@app.get("/totals")
def totals():
    rings = {ring: int(count) for ring, count in store.hgetall("totals").items()}
    return jsonify(island=store.get("island"), rings=rings)


@app.errorhandler(RedisError)
def no_store(error):
    return jsonify(error=f"no store: {error}"), 503
