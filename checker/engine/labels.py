"""Labels on everything that grading makes: which run, which exercise, who owns it, when it expires."""

import os
import socket
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIX = "org.shipyourmodel."
RUN = PREFIX + "run"
EXERCISE = PREFIX + "exercise"
OWNER = PREFIX + "owner"
EXPIRES = PREFIX + "expires"

#: The start of a process whose system does not tell it: then a living pid proves nothing.
RUNNING = "running"

#: Seconds after which an object belongs to nobody, wherever its owner ran.
LIFETIME = 2 * 60 * 60


@dataclass(frozen=True)
class Owner:
    """A process on some host since some boot: enough to know whether it still lives."""

    host: str
    boot: str
    pid: int
    start: str

    @classmethod
    def current(cls) -> "Owner":
        """Return this process as an owner."""
        return cls(socket.gethostname(), boot_id(), os.getpid(), start_time(os.getpid()))

    @classmethod
    def parse(cls, text: str) -> "Owner | None":
        """Return the owner written in a label, None where the text is no owner."""
        parts = text.split("|")
        if len(parts) != 4 or not parts[2].isdecimal():
            return None
        return cls(parts[0], parts[1], int(parts[2]), parts[3])

    def __str__(self) -> str:
        """Return the text of the label."""
        return f"{self.host}|{self.boot}|{self.pid}|{self.start}"

    @property
    def dead(self) -> bool | None:
        """Whether the process has ended; None where this host cannot know."""
        if self.host != socket.gethostname():
            return None
        if self.boot != boot_id():
            return True
        if start_time(self.pid) != self.start:
            return True
        return False if self.start != RUNNING else None


@cache
def boot_id() -> str:
    """Return what names this boot of this host; empty where the system has no such name."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def start_time(pid: int) -> str:
    """Return when a process started, in the system's own unit; "gone" where there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    except OSError:
        return "gone" if sys.platform == "linux" or not _alive(pid) else RUNNING


def _alive(pid: int) -> bool:
    """Return whether a process exists, where there is no /proc to read."""
    if sys.platform == "win32":
        return True  # the expiry decides: os.kill would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def labels(run: str, exercise: str, owner: Owner) -> dict[str, str]:
    """Return the labels of an object that belongs to a run of an exercise."""
    return {RUN: run, EXERCISE: exercise, OWNER: str(owner), EXPIRES: str(int(time.time()) + LIFETIME)}


def is_dead(found: dict[str, str], now: float) -> bool:
    """Return whether an object with these labels is ours and belongs to nobody any more."""
    if RUN not in found:
        return False
    owner = Owner.parse(found.get(OWNER, ""))
    gone = owner.dead if owner else None
    if gone is not None:
        return gone
    expires = found.get(EXPIRES, "")
    return not expires.isdecimal() or now > int(expires)
