"""Processes that a script has left behind in a session of their own, where the end of its group does not reach."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def end_strays(mark: str, processes: Path = Path("/proc")) -> int:
    """End every process whose environment holds `mark` (`NAME=value`); return how many there were (Linux alone)."""
    ended = 0
    for place in processes.glob("[0-9]*"):
        with suppress(OSError):
            variables = (place / "environ").read_bytes().split(b"\0")
            if mark.encode() in variables and int(place.name) != os.getpid():
                os.kill(int(place.name), signal.SIGKILL)
                ended += 1
    return ended
