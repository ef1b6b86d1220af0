"""Remembered verdicts: what passed is not graded again while nothing that it depends on has changed."""

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from checker.catalog import Exercise
from checker.outcomes import ExerciseResult, Outcome
from checker.places import ROOT, VERDICTS

#: What grading depends on beside the exercise's folder: our code and words, and the packages we use.
_CHECKER = ("checker", "constraints.txt")


#: Bytes above which a file is not read: a table of gigabytes, or one that only says so.
LARGE = 64 * 1024 * 1024


def key(exercise: Exercise, folder: Path, images: str) -> str:
    """Return the name of a verdict: the content of the folder, of the checker, and the base images' ids."""
    parts = [exercise.name, tree(folder), _checker(), images]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _checker() -> str:
    return "".join(tree(ROOT / name) for name in _CHECKER)


def is_cache(name: str) -> bool:
    """Return whether a file or folder of this name is Python's cache."""
    return name == "__pycache__"


def tree(top: Path, left_out: Callable[[str], bool] = is_cache) -> str:
    """Return the digest of a file, or of a folder's names, modes and contents; links are not followed."""
    digest = hashlib.sha256()
    files = [top] if top.is_file() else _files(top, left_out)
    for path in files:
        digest.update(os.fsencode(path.relative_to(top)) + f"\0{path.lstat().st_mode}\0".encode())
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Return what stands for a file's content: where it leads, its size and time if it is large, else its digest."""
    if path.is_symlink():
        return os.fsencode(path.readlink())
    if path.is_dir():
        return b""
    state = path.stat()
    if state.st_size > LARGE:
        return f"{state.st_size} {state.st_mtime_ns}".encode()
    return hashlib.sha256(path.read_bytes()).digest()


def _files(top: Path, left_out: Callable[[str], bool]) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not left_out(name)]
        here = Path(folder)
        found += [here / name for name in names if not left_out(name)]
        found += [here / name for name in folders]
    return sorted(path for path in found if path.is_symlink() or path.is_file() or path.is_dir())


def recall(name: str) -> ExerciseResult | None:
    """Return a remembered verdict; None where there is none, or it cannot be read."""
    try:
        found = ExerciseResult.parse(json.loads((VERDICTS / f"{name}.json").read_text("utf-8")), remembered=True)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.checks and found.outcome is Outcome.PASSED else None


def keep(name: str, result: ExerciseResult) -> None:
    """Remember a verdict, if it is a pass; where it cannot be written, the next run grades again."""
    if result.outcome is not Outcome.PASSED:
        return
    with suppress(OSError):
        VERDICTS.mkdir(parents=True, exist_ok=True)
        new = VERDICTS / f"{name}.{os.getpid()}.new"
        new.write_text(json.dumps(result.plain()), encoding="utf-8")
        new.replace(VERDICTS / f"{name}.json")
