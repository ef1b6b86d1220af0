"""Keep a line in the logbook: `python note.py "egg hatched"`; without a text, read it out."""

import os
import sys
from pathlib import Path

LOGBOOK = Path(os.environ.get("LOGBOOK_DIR") or "/data") / "logbook.txt"


def keep(text):
    with LOGBOOK.open("a") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    if sys.argv[1:]:
        keep(" ".join(sys.argv[1:]))
    print(LOGBOOK.read_text() if LOGBOOK.exists() else "nothing yet\n", end="")
