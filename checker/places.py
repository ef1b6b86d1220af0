"""Where the course keeps its state, and where the learner works.

The environment variables SHIP_STATE and SHIP_EXERCISES name other folders for the two: tests and demonstrations then
touch nothing of the learner's.
"""

import os
from pathlib import Path

#: The project's folder: it holds exercises/, solutions/ and this package.
ROOT = Path(__file__).resolve().parent.parent

#: The learner's own exercises, and ours done.
EXERCISES = Path(os.environ.get("SHIP_EXERCISES") or ROOT / "exercises").absolute()
SOLUTIONS = ROOT / "solutions"

#: Everything that the course remembers.
STATE = Path(os.environ.get("SHIP_STATE") or ROOT / ".course").absolute()
VERDICTS = STATE / "verdicts"
LOGS = STATE / "logs"
WORKSPACES = STATE / "work"
PROGRESS = STATE / "progress"
STARTERS = STATE / "starters"
BACKUPS = STATE / "backups"


def shown(path: Path) -> str:
    """Return a path as a person in the project's folder types it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
