"""The engine's disk, watched during a build: whether it was nearly full, or a step merely says so."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from checker.engine.command import docker

#: Bytes: with less than this the engine cannot work.
NEARLY_FULL = 1_000_000_000


@cache
def _root() -> Path | None:
    """Return the folder of the engine's images where this machine can see it; None where the engine is elsewhere."""
    said = docker("info", "--format", "{{.DockerRootDir}}")
    path = Path(said.out.strip() or "/nowhere")
    return path if said.ok and path.is_dir() else None


class DiskWatch:
    """The least free space seen; `look` again and again while something may fill the disk."""

    def __init__(self, free: Callable[[], int | None] | None = None) -> None:
        """Look with `free`, which returns bytes, or None where nothing can be seen."""
        self._free = free or _free
        self._least: int | None = None

    def look(self) -> None:
        """Take one look."""
        now = self._free()
        if now is not None:
            self._least = now if self._least is None else min(self._least, now)

    @property
    def was_nearly_full(self) -> bool:
        """Whether a claim of a full disk is to be believed: seen, or not to be seen from here."""
        return self._least is None or self._least < NEARLY_FULL


def _free() -> int | None:
    root = _root()
    if root is None or not hasattr(os, "statvfs"):
        return None
    state = os.statvfs(root)
    return state.f_bavail * state.f_frsize
