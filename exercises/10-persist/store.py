"""Where feedback is kept: a JSON file beside the app, read and written as a whole."""

import json
from pathlib import Path
from typing import Any

FILE = Path("/app/feedback.json")


def entries() -> list[dict[str, Any]]:
    """Return everything that was kept, oldest first."""
    if not FILE.exists():
        return []
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def add(entry: dict[str, Any]) -> None:
    """Keep one more entry."""
    FILE.write_text(json.dumps([*entries(), entry]), encoding="utf-8")
