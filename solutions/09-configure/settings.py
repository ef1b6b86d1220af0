"""What a station may set, in environment variables; a variable that is empty counts as not set.

    PORT           1 to 65535; without it, 8000
    LOG_LEVEL      debug, info, warning or error, in any case; without it, info
    MODEL_PATH     the model's file, in JSON; without it, `model.json` beside this file
    MODEL_VERSION  the version that has to be in that file; without it, any

`read` checks all of it, the model too, and ends the program where a value is no good: a container that does not
start is noticed at once, one that runs with the wrong setting much later.
"""

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

LEVELS = ("debug", "info", "warning", "error")
MODEL_KEYS = {"version", "species", "features", "intercepts", "coefficients"}
BUILT_IN = Path(__file__).with_name("model.json")


@dataclass(frozen=True)
class Settings:
    """What holds for this deployment; the model is loaded."""

    port: int
    log_level: str
    model_path: Path
    model: dict[str, Any]


def wrong(name: str, value: object, reason: str) -> NoReturn:
    """End with exit code 1 and one line that names the variable, its value and what is wrong with it."""
    raise SystemExit(f"{name}={value}: {reason}")


def port() -> int:
    """Return the port to listen on."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        wrong("PORT", text, "a port is a whole number from 1 to 65535")
    return int(text)


def log_level() -> str:
    """Return the level in small letters."""
    text = os.environ.get("LOG_LEVEL") or "info"
    if text.lower() not in LEVELS:
        wrong("LOG_LEVEL", text, f"the levels are {', '.join(LEVELS)}")
    return text.lower()


def model(path: Path) -> dict[str, Any]:
    """Return the model in a file; it has the version that was asked for."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        wrong("MODEL_PATH", path, f"the model cannot be read: {error.strerror}")
    except ValueError:
        wrong("MODEL_PATH", path, "this is no JSON")
    if not isinstance(found, dict) or not found.keys() >= MODEL_KEYS:
        wrong("MODEL_PATH", path, f"this is no model: a model has {', '.join(sorted(MODEL_KEYS))}")
    asked = os.environ.get("MODEL_VERSION")
    if asked and asked != found["version"]:
        wrong("MODEL_VERSION", asked, f"the model in {path} has version {found['version']}")
    return found


def read() -> Settings:
    """Return the settings of this process's environment."""
    path = Path(os.environ.get("MODEL_PATH") or BUILT_IN)
    return Settings(port(), log_level(), path, model(path))


settings = read()

logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
