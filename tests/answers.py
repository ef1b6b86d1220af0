"""Every answer that the tests grade: starters, solutions, right ones, and wrong ones with the check to catch them."""

import shutil
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from checker.catalog import Exercise, exercises
from checker.outcomes import ExerciseResult, Outcome
from checker.places import ROOT

TESTS = Path(__file__).parent

#: Wrong and right answers of each exercise that every run grades, and in how many runs the others have their turn.
ENOUGH = 6
TWICE = 2
TURNS = 20

#: In an accepted variant: the names of the starter's files that it does without.
REMOVED = ".removed"


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise: where it starts from, and what is laid over that."""

    kind: str
    exercise: Exercise
    name: str
    base: Path
    overlay: Path | None = None
    files: dict[str, str] = field(default_factory=dict, hash=False)
    remove: tuple[str, ...] = ()
    caught_by: str = ""
    says: str = ""

    def __str__(self) -> str:
        """Return the test's id."""
        return f"{self.exercise.name}-{self.kind}-{self.name}".rstrip("-")

    def is_met_by(self, result: ExerciseResult) -> bool:
        """Tell whether a verdict is the one that this answer has to get."""
        failed = [check.check for check in result.checks if check.outcome is Outcome.FAILED]
        if self.kind == "wrong":
            return failed == [self.caught_by]
        if self.kind == "starter":
            return failed[:1] == [self.caught_by]
        return result.points == result.max_points

    def lay_out(self, top: Path) -> Path:
        """Write the answer under a folder and return its own folder."""
        folder = top / str(self) / self.exercise.name
        shutil.copytree(self.base, folder)
        if self.overlay:
            shutil.copytree(self.overlay, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(REMOVED))
        for name in (*self.remove, *_removed(self.overlay)):
            _remove(folder / name)
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder


def _removed(overlay: Path | None) -> list[str]:
    """Return what an overlay takes out of the folder that it is laid over."""
    listed = overlay / REMOVED if overlay else None
    return listed.read_text(encoding="utf-8").split() if listed and listed.is_file() else []


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def starters() -> list[Answer]:
    """Return what a learner is given."""
    return [
        Answer("starter", one, "", ROOT / "exercises" / one.name, caught_by=_file(one)["starter_fails_at"])
        for one in exercises()
    ]


def solutions() -> list[Answer]:
    """Return our answers."""
    return [Answer("solution", one, "", ROOT / "solutions" / one.name) for one in exercises()]


@cache
def _file(exercise: Exercise) -> dict[str, Any]:
    path = TESTS / "misconceptions" / f"{exercise.name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def misconceptions() -> Iterator[Answer]:
    """Yield the wrong answers, each with the one check that has to catch it."""
    for exercise in exercises():
        for entry in _file(exercise)["wrong"]:
            yield Answer(
                "wrong",
                exercise,
                entry["name"],
                ROOT / {"solution": "solutions", "starter": "exercises"}[entry["base"]] / exercise.name,
                files=entry.get("files", {}),
                remove=tuple(entry.get("remove", ())),
                caught_by=entry["caught_by"],
                says=entry.get("says", ""),
            )


def accepted() -> Iterator[Answer]:
    """Yield right answers unlike ours, laid over what a learner is given."""
    for exercise in exercises():
        for overlay in sorted((TESTS / "accepted" / exercise.name).iterdir()):
            yield Answer("accepted", exercise, overlay.name, ROOT / "exercises" / exercise.name, overlay=overlay)


def every() -> list[Answer]:
    """Return all of them."""
    return [*starters(), *solutions(), *misconceptions(), *accepted()]


def core() -> list[Answer]:
    """Return those that prove an exercise: what is given, what is right twice over, and what kills each check.

    The first wrong answer for each check is among them, and as many more as make six.
    """
    wrong: dict[str, list[Answer]] = {}
    right: dict[str, list[Answer]] = {}
    for one in misconceptions():
        wrong.setdefault(one.exercise.name, []).append(one)
    for one in accepted():
        right.setdefault(one.exercise.name, []).append(one)
    chosen = [*starters(), *solutions()]
    for found in wrong.values():
        first = {one.caught_by: one for one in reversed(found)}
        killers = [one for one in found if first[one.caught_by] == one]
        others = [one for one in found if one not in killers]
        chosen += killers + others[: max(0, ENOUGH - len(killers))]
    return [*chosen, *(one for found in right.values() for one in found[:TWICE])]


def in_turn(commit: str) -> list[Answer]:
    """Return the core, and those of the others whose turn it is at this commit: over some commits, all of them."""
    always = set(map(str, core()))
    return [one for one in every() if str(one) in always or zlib.crc32(f"{commit} {one}".encode()) % TURNS == 0]
