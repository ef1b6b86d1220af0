"""From a save to its verdict: a watch that runs, against the raw script after the same save."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.bench.measure import Command
from checker.catalog import Exercise
from checker.errors import EnvironmentFault
from checker.places import ROOT, SOLUTIONS

#: What the line of a verdict holds.
VERDICT = " points  seed"


def save(folder: Path) -> None:
    """Change the source as an editor does."""
    path = folder / "app.py"
    path.write_text(f"{path.read_text(encoding='utf-8')}# {time.time_ns()}\n", encoding="utf-8")


@contextmanager
def watching(exercise: Exercise, top: Path) -> Iterator[Callable[[], float]]:
    """Start a watch on a copy of the solution; yield what saves and returns the seconds to the verdict."""
    folder = top / "exercises" / exercise.name
    shutil.copytree(SOLUTIONS / exercise.name, folder)
    places = {"SHIP_EXERCISES": str(top / "exercises"), "SHIP_STATE": str(top / "state")}
    process = subprocess.Popen(
        [sys.executable, "-m", "checker", "watch", exercise.name],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **places},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _verdict(process)

        def seconds() -> float:
            save(folder)
            started = time.perf_counter()
            _verdict(process)
            return time.perf_counter() - started

        yield seconds
    finally:
        process.communicate()


def _verdict(process: "subprocess.Popen[str]") -> None:
    for line in process.stdout or ():
        if VERDICT in line:
            return
    raise EnvironmentFault("The watch ended without a verdict. Type: nox -s watch -- 04")


def by_hand(script: Path, exercise: Exercise, top: Path) -> Callable[[], float]:
    """Return what saves a copy of the solution and runs the raw script on it; it returns the script's seconds."""
    folder = top / "by-hand" / exercise.name
    shutil.copytree(SOLUTIONS / exercise.name, folder)
    command = Command(f"raw {exercise.name}", ["sh", str(script), str(folder)])

    def seconds() -> float:
        save(folder)
        return command.seconds()

    return seconds
