"""The exercises of the course: one module and one rubric each, found by their names and listed nowhere."""

import ast
import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import checker.exercises
from checker.errors import UsageError
from checker.places import ROOT

_MODULE = re.compile(r"ex(?P<number>\d\d)_(?P<name>\w+)\.py")
CHECK = "check_"


@dataclass(frozen=True)
class Check:
    """A check as its rubric has it; `needs` are the names of earlier checks, `lesson` a page and an anchor."""

    name: str
    title: str
    points: int
    needs: tuple[str, ...]
    covers: tuple[int, ...]
    lesson: str
    why: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Exercise:
    """An exercise: its name, `04-flask-endpoint`, and the module that grades it."""

    name: str
    module: Path

    @property
    def number(self) -> str:
        """The two digits that it starts with."""
        return self.name[:2]

    @property
    def rubric(self) -> Path:
        """The file with its points, reasons and hints."""
        return self.module.with_suffix(".toml")

    @property
    def readme(self) -> Path:
        """The text that a learner is given."""
        return ROOT / "exercises" / self.name / "README.md"

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Its checks in the order in which they run. The list is fixed here, never by a submission."""
        entries = tomllib.loads(self.rubric.read_text(encoding="utf-8"))["checks"]
        titles = _titles(self.module)
        return tuple(_check(name, titles.get(name, name), entry) for name, entry in entries.items())

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Keys of the images that its checks need whatever the work names, as `versions.toml` has them."""
        return tuple(tomllib.loads(self.rubric.read_text(encoding="utf-8")).get("images", ()))

    @property
    def max_points(self) -> int:
        """The sum of its checks' points."""
        return sum(check.points for check in self.checks)


def _check(name: str, title: str, entry: dict[str, Any]) -> Check:
    return Check(
        name=name,
        title=title,
        points=entry["points"],
        needs=tuple(entry["needs"]),
        covers=tuple(entry["covers"]),
        lesson=entry["lesson"],
        why=" ".join(entry["why"].split()),
        hints=tuple(" ".join(hint.split()) for hint in entry["hints"]),
    )


def _titles(module: Path) -> dict[str, str]:
    """Return the first line of each check's docstring, read without importing the module."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith(CHECK)]
    return {node.name.removeprefix(CHECK): (ast.get_docstring(node) or "").split("\n")[0] for node in functions}


@cache
def exercises() -> tuple[Exercise, ...]:
    """Return all exercises in the order of their numbers."""
    folder = Path(checker.exercises.__path__[0])
    matches = ((path, _MODULE.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    return tuple(
        Exercise(f"{match['number']}-{match['name'].replace('_', '-')}", path) for path, match in matches if match
    )


def find(asked: str, command: str = "check") -> Exercise:
    """Return the exercise with this number, name, or folder.

    Raises UsageError that says the nearest, and how to type the command for it.
    """
    wanted = asked.rstrip("/\\").replace("\\", "/").rpartition("/")[2].lower()
    for exercise in exercises():
        short = exercise.name[3:]
        if wanted in {exercise.name, short} or (wanted.isdecimal() and int(wanted) == int(exercise.number)):
            return exercise
    names = [exercise.name for exercise in exercises()]
    near = difflib.get_close_matches(wanted, names + [name[3:] for name in names], 1, 0.4)
    digits = re.sub(r"[^0-9]", "", wanted)
    nearest = next((name for name in names if near and near[0] in name), None) if digits != wanted else None
    nearest = nearest or min(names, key=lambda name: abs(int(name[:2]) - int(digits[:4] or 0)))
    raise UsageError(f"There is no exercise {asked!r}. The nearest is {nearest}. Type: nox -s {command} -- {nearest}")


def select(asked: Sequence[str]) -> tuple[Exercise, ...]:
    """Return the exercises asked for, each once and in order; all of them where none is named."""
    if not asked:
        return exercises()
    chosen = {find(one).name for one in asked}
    return tuple(exercise for exercise in exercises() if exercise.name in chosen)
