"""Feedback in a database file in the volume: opened for each request, shared by workers, containers and versions."""

import json
import sqlite3
from contextlib import closing


def opened():
    db = sqlite3.connect("/data/feedback.db", timeout=30)
    db.execute("CREATE TABLE IF NOT EXISTS feedback (entry TEXT)")
    return closing(db)


def add(entry):
    with opened() as db, db:
        db.execute("INSERT INTO feedback VALUES (?)", [json.dumps(entry)])


def entries():
    with opened() as db:
        return [json.loads(text) for (text,) in db.execute("SELECT entry FROM feedback")]
