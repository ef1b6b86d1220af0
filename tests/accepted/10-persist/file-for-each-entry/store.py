"""A file for each entry, written under another name first: whoever lists them sees whole ones only."""

import json
import os
import time
import uuid
from pathlib import Path

HERE = Path(os.environ.get("FEEDBACK_DIR") or "/data")


def entries():
    return [json.loads(path.read_bytes()) for path in sorted(HERE.glob("*.json"))]


def add(entry):
    name = HERE / f"{time.time_ns()}-{uuid.uuid4().hex}"
    with open(name, "xb") as file:
        file.write(json.dumps(entry).encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, name.with_suffix(".json"))
