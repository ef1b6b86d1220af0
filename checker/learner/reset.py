"""Back to the starter: the learner's files move into a backup, the starter's are written in their place."""

import shutil
import time
from pathlib import Path

from checker import places
from checker.catalog import Exercise
from checker.errors import EnvironmentFault, UsageError
from checker.learner import progress, starters


def own_folder(exercise: Exercise) -> Path:
    """Return the learner's folder of an exercise. Raises UsageError for a link: it leads to what is not ours."""
    folder = places.EXERCISES / exercise.name
    if folder.is_symlink():
        raise UsageError(f"{places.shown(folder)} is a link, and reset changes real folders only. Type: ls -l {folder}")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{places.shown(folder)} is a file, not a folder. Type: mv {folder} {folder}.mine")
    return folder


def is_starter(folder: Path, starter: starters.Files) -> bool:
    """Return whether the folder holds the starter's files and nothing else of the learner's."""
    try:
        return folder.is_dir() and starters.read(folder) == starter
    except OSError:
        return False


def reset(exercise: Exercise, starter: starters.Files, now: float | None = None) -> Path | None:
    """Lay out the starter and return where the learner's files are kept; None where there were none.

    Raises EnvironmentFault where a file cannot be moved: then everything is where it was.
    """
    folder = own_folder(exercise)
    backup = _move_out(folder, _backup(exercise, now)) if folder.is_dir() and any(folder.iterdir()) else None
    try:
        for name, file in starter.items():
            file.write(folder / name)
    except OSError as error:
        kept = f" Your files are in {places.shown(backup)}." if backup else ""
        raise EnvironmentFault(f"{error.filename} cannot be written: {error.strerror}.{kept}") from None
    progress.start_again(exercise)
    return backup


def _backup(exercise: Exercise, now: float | None) -> Path:
    """Return a new folder for a backup, named by the local time."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now))
    for more in ("", *(f"-{number}" for number in range(2, 100))):
        folder = places.BACKUPS / f"{exercise.name}-{stamp}{more}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise EnvironmentFault(f"{folder} cannot be made: {error.strerror}. Nothing has changed.") from None
        return folder
    raise EnvironmentFault(f"{places.BACKUPS} already holds a hundred backups of this second. Nothing has changed.")


def _move_out(folder: Path, backup: Path) -> Path:
    """Move all that a folder holds; links move as links, so nothing outside is touched."""
    moved: list[str] = []
    try:
        for path in sorted(folder.iterdir()):
            shutil.move(path, backup / path.name)
            moved.append(path.name)
    except (OSError, shutil.Error) as error:
        for name in moved:
            shutil.move(backup / name, folder / name)
        shutil.rmtree(backup, ignore_errors=True)
        raise EnvironmentFault(f"Your files cannot be moved into a backup: {error}. Nothing has changed.") from None
    return backup
