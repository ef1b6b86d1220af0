"""Staged hints: the report shows the first one of the check that failed, each call of `hint` one more."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from checker import places
from checker.catalog import Check, Exercise
from checker.errors import UsageError
from checker.learner import progress


@dataclass(frozen=True)
class Hints:
    """The hints of a check that a learner may see now."""

    exercise: Exercise
    check: Check
    shown: int
    """How many of the check's hints, from the first on; 1 is the one in the report."""
    changed: bool = False
    """Whether the learner's files are others than those that were graded."""

    @property
    def all_out(self) -> bool:
        """Whether there is no further one."""
        return self.shown >= len(self.check.hints)


def known(record: progress.Record) -> Hints | None:
    """Return the hints of the first check that failed, as far as they were asked for; None where none failed."""
    failed = record.first_failed
    if failed is None:
        return None
    check = next(one for one in record.exercise.checks if one.name == failed.check)
    shown = min(1 + record.hints.get(check.name, 0), len(check.hints))
    return Hints(record.exercise, check, shown, progress.content(record.exercise) != record.content)


def one_more(exercise: Exercise) -> Hints | None:
    """Return the hints of the first check that failed, with one more than before; None where every check passed.

    Raises UsageError where the exercise has not been graded yet.
    """
    record = progress.load(exercise)
    if record.result is None:
        raise UsageError(
            f"{exercise.name} has not been graded yet: hints follow a verdict. Type: nox -s check -- {exercise.number}"
        )
    now = known(record)
    if now is None or now.all_out:
        return now
    more = replace(now, shown=now.shown + 1)
    with suppress(OSError):
        progress.save(replace(record, hints={**record.hints, more.check.name: more.shown - 1}))
    return more


def further(folders: Mapping[Exercise, Path]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return exercise and check to the hints asked for beyond the first, for the learner's own folders."""
    own = [exercise for exercise, folder in folders.items() if folder == places.EXERCISES / exercise.name]
    found = [hints for exercise in own if (hints := known(progress.load(exercise)))]
    return {(one.exercise.name, one.check.name): one.check.hints[1 : one.shown] for one in found}


def words(hints: Hints | None, exercise: Exercise, *, watching: bool = False) -> Group:
    """Return the hints and what to do next, to print."""
    if hints is None:
        next_one = f"Compare with our solution: nox -s solution -- {exercise.number}"
        return Group(Text(f"Every check of {exercise.name} has passed: there is nothing to hint at. {next_one}"))
    total = len(hints.check.hints)
    lines: list[Text | Padding] = [Text(f"{exercise.name}: {hints.check.title}", style="bold")]
    for number, hint in enumerate(hints.check.hints[: hints.shown], 1):
        newest = number == hints.shown
        head = f"Hint {number} of {total}: "
        line = Text.assemble((head, "bold"), hint) if newest else Text(head + hint, style="dim")
        lines.append(Padding(line, (0, 0, 0, 2), expand=False))
    return Group(*lines, Text(_next(hints, watching=watching)))


def _next(hints: Hints, *, watching: bool) -> str:
    number = hints.exercise.number
    if hints.changed and not watching:
        return f"Your files have changed since that verdict. See what fails now: nox -s check -- {number}"
    if hints.all_out:
        return (
            f"These are all the hints. Read docs/{hints.check.lesson}. "
            f"After you have passed, nox -s solution -- {number} compares yours with ours."
        )
    return "One more hint: press h" if watching else f"One more hint: nox -s hint -- {number}"
