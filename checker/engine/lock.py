"""A lock between processes: one of them does the work, the others wait and find it done."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.deadline import wait_for
from checker.errors import EnvironmentFault

#: Seconds between two tries.
BEAT = 0.1


@contextmanager
def only_one(path: Path, say: Callable[[str], None], *, doing: str, deadline: float = 900.0) -> Iterator[None]:
    """Hold the lock file at `path` while the body runs; the system frees it when this process ends.

    `doing` names the work for those who wait; `deadline` is in seconds. Raises EnvironmentFault where
    the file cannot be made or the other process does not finish in time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise EnvironmentFault(
            f"Cannot write {path} ({error.strerror}). Run the command in a folder of yours."
        ) from None
    try:
        if not _taken(handle):
            say(f"another process is {doing}: waiting for it")
            if wait_for(lambda: _taken(handle) or None, deadline, BEAT) is None:
                raise EnvironmentFault(
                    f"Another process has been {doing} for {deadline:.0f} s. End it, then try again."
                )
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Try to take the lock; return whether we hold it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
