"""Four writers, fifty lines each, at the same time: `python crowd.py append` or `python crowd.py rewrite`."""

import sys
from multiprocessing import Process

from note import LOGBOOK, keep

WRITERS, LINES = 4, 50


def rewrite(text):
    """Read all, add a line, write all: what a JSON file invites to."""
    before = LOGBOOK.read_text() if LOGBOOK.exists() else ""
    LOGBOOK.write_text(before + text + "\n")


def write(way, writer):
    for number in range(LINES):
        way(f"writer {writer}, line {number}")


if __name__ == "__main__":
    way = {"append": keep, "rewrite": rewrite}[sys.argv[1]]
    LOGBOOK.unlink(missing_ok=True)
    crowd = [Process(target=write, args=(way, writer)) for writer in range(WRITERS)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join()
    whole = {f"writer {writer}, line {number}" for writer in range(WRITERS) for number in range(LINES)}
    print(f"{len(whole & set(LOGBOOK.read_text().splitlines()))} of {len(whole)} lines are there")
