"""The starter of an exercise, to go back to.

The learner works in the very folder that holds the starter, so what lies there proves nothing. Two sources are tried:

1. git, where the course was cloned. The learner's own commits may hold their work, so HEAD is no proof either. The
   starter is taken from the last commit that changed what only the course changes (`checker`, `solutions`, `docs`):
   the learner's commits touch `exercises`. A shallow clone, a fork, a copy that was committed whole: all will do.
2. A copy under `.course/starters`, for a downloaded zip without git. The first grading of any exercise keeps a copy of
   all of them, before it starts: the README's first command grades everything before anything is edited. A kept copy
   that turns out to pass is no starter, and is forgotten.
"""

import errno
import io
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checker import places
from checker.catalog import Exercise
from checker.errors import EnvironmentFault
from checker.learner.noise import is_noise

#: What the course changes and a learner does not.
_OURS = ("checker", "solutions", "docs")

#: Bytes of all files of an exercise's folder beyond which it is no starter any more.
_MOST = 20_000_000

#: Seconds that git may take.
_GIT = 20.0


@dataclass(frozen=True)
class File:
    """A file of a starter: its bytes, and whether it can be executed."""

    data: bytes
    executable: bool = False

    def write(self, path: Path) -> None:
        """Write it; its folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data)
        if self.executable:
            path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


#: Path below the exercise's folder, with slashes, to file.
Files = Mapping[str, File]


def original(exercise: Exercise, root: Path = places.ROOT) -> Files:
    """Return the starter's files. Raises EnvironmentFault where neither git nor a kept copy has them."""
    found = from_git(exercise, root) or read(places.STARTERS / exercise.name)
    if not found:
        raise EnvironmentFault(
            f"Neither git nor .course/starters has the starter of {exercise.name}: download the course again, and copy "
            f"its exercises/{exercise.name} here."
        )
    return found


def from_git(exercise: Exercise, root: Path) -> Files:
    """Return the starter as the course last committed it; nothing where git does not have it."""
    commit = _git(root, "log", "-1", "--format=%H", "--", *_OURS).decode("ascii", "replace").strip()
    packed = _git(root, "archive", "--format=tar", commit, f"exercises/{exercise.name}") if commit else b""
    if not packed:
        return {}
    top = f"exercises/{exercise.name}/"
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = [member for member in archive.getmembers() if member.isfile() and member.name.startswith(top)]
        return {one.name.removeprefix(top): File(_data(archive, one), bool(one.mode & 0o100)) for one in members}


def _data(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = archive.extractfile(member)
    return opened.read() if opened else b""


def _git(root: Path, *words: str) -> bytes:
    """Return what git prints; nothing where there is no git, or it refuses."""
    try:
        ended = subprocess.run(["git", *words], cwd=root, capture_output=True, timeout=_GIT, check=True)
    except (OSError, subprocess.SubprocessError):
        return b""
    return ended.stdout


def read(folder: Path) -> Files:
    """Return the files of a folder, without caches and editors' files; nothing where there is none.

    Raises OSError where it holds more than any starter does, or a file cannot be read.
    """
    left = _MOST
    found: dict[str, File] = {}
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_noise(name)]
        for path in (Path(top) / name for name in names if not is_noise(name)):
            if path.is_file() and not path.is_symlink():
                executable = bool(path.stat().st_mode & stat.S_IXUSR)
                left -= path.stat().st_size
                if left < 0:
                    raise OSError(errno.EFBIG, "more than a starter holds", str(folder))
                found[path.relative_to(folder).as_posix()] = File(path.read_bytes(), executable)
    return found


def keep(chosen: Sequence[Exercise]) -> None:
    """Keep a copy of every exercise's folder that has none yet; where that fails, grading goes on without."""
    for exercise in chosen:
        kept = places.STARTERS / exercise.name
        if not kept.exists():
            with suppress(OSError):
                _copy(places.EXERCISES / exercise.name, kept)


def _copy(folder: Path, kept: Path) -> None:
    """Write a folder's files under another name, all of them or none."""
    new = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    try:
        for name, file in read(folder).items():
            file.write(new / name)
        new.rename(kept)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def forget_passed(exercise: Exercise) -> None:
    """Forget the kept copy where the folder, which has passed, still equals it: a starter does not pass."""
    kept = places.STARTERS / exercise.name
    with suppress(OSError):
        if kept.is_dir() and read(kept) == read(places.EXERCISES / exercise.name):
            shutil.rmtree(kept)
