"""A folder for work that is half done: it goes away in every case, also what a killed process has left."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.engine.labels import start_time
from checker.errors import EnvironmentFault

PREFIX = "shipyourmodel-kit-"

#: On disk and made for large files, where /tmp may be memory.
_PLACE = Path("/var/tmp")  # noqa: S108 - the names in it are ours alone (mkdtemp)


@contextmanager
def scratch(place: Path | None = None) -> Iterator[Path]:
    """Give an empty folder that is removed afterwards. Raises EnvironmentFault where none can be made."""
    parent = place or (_PLACE if _PLACE.is_dir() else Path(tempfile.gettempdir()))
    sweep(parent)
    prefix = f"{PREFIX}{os.getpid()}-{start_time(os.getpid())}-"
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError as error:
        raise EnvironmentFault(f"Cannot make a folder in {parent} ({error.strerror}). Free some space there.") from None
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        remove(folder)


def sweep(parent: Path) -> None:
    """Remove the folders whose process has ended."""
    for folder in parent.glob(f"{PREFIX}*-*-*"):
        pid, start = folder.name.removeprefix(PREFIX).split("-")[:2]
        if pid.isdigit() and start_time(int(pid)) != start:
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder, unless something is mounted in it: then removing would reach beyond it."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        mounts = ""
    if f" {folder}/" not in mounts:
        shutil.rmtree(folder, ignore_errors=True)
