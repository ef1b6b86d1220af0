"""What people tell about birds that they have weighed after all: a line of JSON each, in the mounted folder."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

DATA = Path("/data/feedback.jsonl")


def keep(said: float, weighed: float) -> None:
    """Keep what was estimated and what the balance said, both in g. It is on the disk when this returns."""
    line = json.dumps({"said": said, "weighed": weighed}) + "\n"
    with DATA.open("a", encoding="utf-8") as file:
        # During a release, two containers write to the same volume.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def summary() -> dict[str, Any]:
    """Return how many birds were weighed, and by how many g the estimates were off on average."""
    try:
        lines = DATA.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    errors = [abs(entry["said"] - entry["weighed"]) for entry in map(json.loads, lines)]
    return {"total": len(errors), "mean_error_g": sum(errors) / len(errors) if errors else None}
