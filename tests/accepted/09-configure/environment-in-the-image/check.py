"""Says what is wrong with the environment, one line each, and ends with the number of them."""

import json
import os
import sys

found = []


def wrong(name: str, why: str) -> None:
    found.append(f"{name}: {os.environ[name]!r} {why}")


port, level = os.environ["PORT"] or "8000", os.environ["LOG_LEVEL"] or "info"
if port not in map(str, range(1, 65536)):
    wrong("PORT", "is no port")
if level.lower() not in {"debug", "info", "warning", "error"}:
    wrong("LOG_LEVEL", "is no level")
try:
    with open(os.environ["MODEL_PATH"] or "/app/model.json", "rb") as file:
        model = json.loads(file.read())
    version = model["version"]
    [model[key] for key in ("species", "features", "intercepts", "coefficients")]
except (OSError, ValueError, LookupError, TypeError) as error:
    wrong("MODEL_PATH", f"is no model ({error})")
else:
    if os.environ["MODEL_VERSION"] not in ("", version):
        wrong("MODEL_VERSION", f"is not {version}")
print(*found, sep="\n", file=sys.stderr)
sys.exit(len(found))
