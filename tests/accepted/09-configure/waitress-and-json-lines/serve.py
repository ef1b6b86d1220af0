"""Reads the environment, loads the model, logs a JSON object a line, and serves with waitress."""

import json
import logging
import os
import sys
from pathlib import Path

from app import app, model
from pythonjsonlogger.json import JsonFormatter
from waitress import serve

LEVELS = ["debug", "info", "warning", "error"]


class SmallLetters(JsonFormatter):
    """Levels as other tools of the house write them."""

    def add_fields(self, log_record, record, message_dict):
        super().add_fields(log_record, record, message_dict)
        log_record["level"] = record.levelname.lower()


def die(name, reason):
    print(json.dumps({"variable": name, "value": os.environ[name], "reason": reason}))
    sys.exit(78)


def environment():
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or int(port) not in range(1, 1 << 16):
        die("PORT", "no port")
    level = (os.environ.get("LOG_LEVEL") or "info").lower()
    if level not in LEVELS:
        die("LOG_LEVEL", f"not one of {LEVELS}")
    path = Path(os.environ.get("MODEL_PATH") or "model.json")
    try:
        model.update(json.loads(path.read_bytes()))
        assert {"version", "species", "features", "intercepts", "coefficients"} <= model.keys()
    except (OSError, ValueError, AssertionError) as error:
        die("MODEL_PATH", f"no model: {error}")
    if os.environ.get("MODEL_VERSION") and os.environ["MODEL_VERSION"] != model["version"]:
        die("MODEL_VERSION", f"it is {model['version']}")
    return int(port), level


port, level = environment()
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(SmallLetters("%(message)s"))
logging.basicConfig(level=level.upper(), handlers=[handler])
logging.info("version %s is up", model["version"])
serve(app, host="*", port=port)
