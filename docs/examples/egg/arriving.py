"""The model comes late: it is loaded beside the server, and each request asks whether it is there."""

import json
import os
import time
from pathlib import Path
from threading import Thread

from werkzeug.exceptions import ServiceUnavailable

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("egg.json"))
loaded = []


def load():
    """Read the model, once it is there and whole."""
    while not loaded:
        try:
            loaded.append(json.loads(MODEL_PATH.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            time.sleep(0.1)


Thread(target=load, daemon=True).start()


def model():
    """Return the model; until it has loaded, whoever asks gets a 503."""
    if not loaded:
        raise ServiceUnavailable("the model is on its way")
    return loaded[0]
