"""A ticket desk at the ferry: one ticket at a time, a fifth of a second each, and each with its own number."""

import itertools
import os
import socket
import time
from threading import Lock

from flask import Flask, jsonify
from redis import Redis

app = Flask(__name__)
turn = Lock()
numbers = itertools.count(1)
store = Redis.from_url(os.environ["STORE"]) if os.environ.get("STORE") else None


@app.get("/ticket")
def ticket():
    with turn:
        time.sleep(0.2)
        number = store.incr("tickets") if store else next(numbers)
    return jsonify(number=number, desk=socket.gethostname())
