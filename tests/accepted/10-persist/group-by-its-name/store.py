"""All of it in one JSON file, which is replaced as a whole under a lock in the same folder."""

import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(os.environ.get("FEEDBACK_DIR") or "/data")
FILE = FOLDER / "feedback.json"


@contextmanager
def alone():
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read():
    return json.loads(FILE.read_text()) if FILE.exists() else []


def entries():
    with alone():
        return read()


def add(entry):
    with alone():
        fresh = FILE.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump([*read(), entry], file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(FILE)
