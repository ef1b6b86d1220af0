"""Where the course keeps its state: everything under `.course/` in the project's folder."""

from pathlib import Path

#: The project's folder: it holds exercises/, solutions/ and this package.
ROOT = Path(__file__).resolve().parent.parent

STATE = ROOT / ".course"
VERDICTS = STATE / "verdicts"
LOGS = STATE / "logs"
WORKSPACES = STATE / "work"
