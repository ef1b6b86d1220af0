"""Where feedback is kept: an SQLite database in the volume at /data, which several containers may share."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = Path("/data/feedback.db")

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


def add(entry: dict[str, Any]) -> None:
    """Keep one more entry; it is on the disk when this returns."""
    with database() as connection:
        connection.execute("INSERT INTO feedback (entry) VALUES (?)", (json.dumps(entry),))


def entries() -> list[dict[str, Any]]:
    """Return everything that was kept, oldest first, whichever container took it."""
    with database() as connection:
        return [json.loads(text) for (text,) in connection.execute("SELECT entry FROM feedback ORDER BY number")]
