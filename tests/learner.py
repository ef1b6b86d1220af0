"""A learner's home of a test's own: exercises and state in a temporary folder, commands that work there."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker import places
from checker.catalog import exercises
from checker.places import ROOT
from tests.command import environment


@dataclass(frozen=True)
class Home:
    """Where the learner works, and what the course remembers."""

    exercises: Path
    state: Path

    def folder(self, name: str) -> Path:
        """Return the folder of an exercise."""
        return self.exercises / name

    def start(self, *arguments: str, stdin: int = subprocess.PIPE) -> "subprocess.Popen[str]":
        """Start a command in this home, in a process group of its own; it has no terminal."""
        env = environment(SHIP_EXERCISES=str(self.exercises), SHIP_STATE=str(self.state))
        return subprocess.Popen(
            [sys.executable, "-m", "checker", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=env,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command to its end and return its status and what it printed."""
        process = self.start(*arguments, stdin=subprocess.DEVNULL)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said


def lay_out(top: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Make a home with a small starter for every exercise, in this process too."""
    home = Home(top / "exercises", top / "state")
    for exercise in exercises():
        home.folder(exercise.name).mkdir(parents=True)
        (home.folder(exercise.name) / "Dockerfile").write_text(f"FROM scratch\n# {exercise.name}\n", encoding="utf-8")
        (home.folder(exercise.name) / "README.md").write_text("What to do.\n", encoding="utf-8")
    monkeypatch.setattr(places, "EXERCISES", home.exercises)
    monkeypatch.setattr(places, "STATE", home.state)
    for name in ("PROGRESS", "STARTERS", "BACKUPS"):
        monkeypatch.setattr(places, name, home.state / name.lower())
    return home
