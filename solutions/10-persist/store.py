"""Where feedback is kept: an SQLite database in the folder that FEEDBACK_DIR names, /data without it.

The folder is a volume: it outlives the container. Nothing is kept in memory between two requests, because other workers
and other containers may write to the same database.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = Path(os.environ.get("FEEDBACK_DIR") or "/data") / "feedback.db"

#: Seconds to wait for other writers: each takes a few thousandths.
PATIENCE = 30

_TABLE = "CREATE TABLE IF NOT EXISTS feedback (number INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL)"


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """Open the database for one request: a connection must not cross over into another worker."""
    connection = sqlite3.connect(FILE, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute(_TABLE)
        yield connection
    finally:
        connection.close()


def entries() -> list[dict[str, Any]]:
    """Return everything that was kept, oldest first."""
    with database() as connection:
        return [json.loads(text) for (text,) in connection.execute("SELECT entry FROM feedback ORDER BY number")]


def add(entry: dict[str, Any]) -> None:
    """Keep one more entry; it is on the disk when this returns."""
    with database() as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO feedback (entry) VALUES (?)", (json.dumps(entry),))
        connection.execute("COMMIT")
