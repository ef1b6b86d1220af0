"""A submission: a folder that holds exercise folders, the learner's own or somebody else's."""

import os
from collections.abc import Sequence
from pathlib import Path

from checker.catalog import Exercise, exercises
from checker.errors import UsageError
from checker.places import EXERCISES

#: The folder that is graded where none is named.
OWN = EXERCISES


def open_submission(name: str | None) -> Path:
    """Return the folder of a submission, absolute. Raises UsageError where it cannot be read."""
    folder = Path(name).absolute() if name else OWN
    if not _exists(folder):
        raise UsageError(f"There is no folder {name}. Type: nox -s check -- --submission DIR")
    if not folder.is_dir():
        raise UsageError(f"{name} is a file, not a folder of exercises. Type: nox -s check -- --submission DIR")
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise UsageError(f"The folder {name} cannot be read: {error.strerror}.") from None
    return folder


def _exists(folder: Path) -> bool:
    """Return whether a folder exists; a name that no file system takes is none."""
    try:
        return folder.exists()
    except OSError:
        return False


def folders(submission: Path, chosen: Sequence[Exercise], *, all_named: bool) -> dict[Exercise, Path]:
    """Return the folder of each exercise to grade.

    Where the exercises were named, each has to be there; else those that are there are graded.
    """
    found = {exercise: submission / exercise.name for exercise in chosen if (submission / exercise.name).is_dir()}
    missing = [exercise.name for exercise in chosen if exercise not in found]
    if submission.name in {exercise.name for exercise in exercises()} and not found:
        raise UsageError(
            f"{submission} is one exercise. Type: nox -s check -- {submission.name} --submission {submission.parent}"
        )
    if missing and (all_named or not found):
        raise UsageError(f"{submission} holds no folder {missing[0]}. Type: ls {submission}")
    for folder in found.values():
        if folder.is_symlink():
            raise UsageError(f"{folder} is a link: name the folder that holds the work itself with --submission.")
        _expect_readable(folder)
    return found


def _expect_readable(folder: Path) -> None:
    """Raise UsageError for a file that we may not read: the build could not send it either."""
    for top, _, names in os.walk(folder, onerror=_unreadable):
        for name in names:
            path = Path(top) / name
            if not path.is_symlink() and not os.access(path, os.R_OK):
                raise UsageError(f"The file {path} cannot be read. Type: chmod u+r {path}")


def _unreadable(error: OSError) -> None:
    raise UsageError(f"The folder {error.filename} cannot be read: {error.strerror}.")
