"""The verdict on a chick behind an endpoint: it says which version answered, and in which container."""

import os
import socket

from flask import Flask, jsonify, request
from ration import verdict

app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/verdict")
def ask():
    day = request.get_json(silent=True)
    meals = day.get("meals_kg") if isinstance(day, dict) else None
    if not isinstance(meals, list) or not all(type(meal) in (int, float) for meal in meals):
        return jsonify(error="meals_kg must be a list of numbers"), 422
    return {"chick": verdict(meals), "version": os.environ["VERSION"], "answered_by": socket.gethostname()}
