"""The measurements of DESIGN's table: what is timed against what, and the limit."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.bench import peer, saves
from checker.bench.measure import Command, in_turns, median, ratio
from checker.catalog import Exercise, exercises
from checker.places import ROOT

RAW = ROOT / "tests" / "raw"
SOLUTIONS = ROOT / "solutions"

#: The exercise that stands for one exercise.
ONE = "04-flask-endpoint"


@dataclass(frozen=True)
class Row:
    """A measurement: seconds of ours and of the other (medians), their ratio, and its limit."""

    what: str
    against: str
    ours: float
    other: float
    ratio: float
    limit: float
    at_least: bool = False

    @property
    def held(self) -> bool:
        """Whether the limit holds."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def raw(exercise: Exercise) -> Command:
    """Return the script that does an exercise's work by hand."""
    return Command(f"raw {exercise.name}", ["sh", str(RAW / f"{exercise.name}.sh"), str(SOLUTIONS / exercise.name)])


def rows(nox: Sequence[str], rounds: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure and yield the rows, one by one; `nox` is the command line of nox."""
    check = [*nox, "-s", "check", "--", "--submission", "solutions"]
    one = next(exercise for exercise in exercises() if exercise.name == ONE)
    fresh = Command(f"check {ONE}", [*check, ONE, "--fresh"])
    say(f"{ONE}: ours, the raw script, pytest-docker in turns, {rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="shipyourmodel-bench-") as top:
        words = [sys.executable, "-m", "pytest", *peer.write(Path(top), SOLUTIONS / ONE)]
        plain = Command("pytest-docker", words, {**os.environ, "PYTHONPATH": ""})
        ours, script, theirs = in_turns([fresh.seconds, raw(one).seconds, plain.seconds], rounds)
    yield Row("one exercise, nox -s check -- 04", "raw script", median(ours), median(script), ratio(ours, script), 2.0)
    yield Row("one exercise", "pytest-docker", median(ours), median(theirs), ratio(theirs, ours), 1.5, at_least=True)
    say(f"{ONE}: from a save to its verdict")
    with tempfile.TemporaryDirectory(prefix="shipyourmodel-bench-") as name, saves.watching(one, Path(name)) as saved:
        by_hand = saves.by_hand(RAW / f"{ONE}.sh", one, Path(name))
        verdict, script = in_turns([saved, by_hand], rounds)
    yield Row("watch, save to verdict", "raw script", median(verdict), median(script), ratio(verdict, script), 1.2)
    say(f"the whole course: ours against the sum of {len(exercises())} raw scripts")
    course = Command("the course", [*check, "--fresh"])
    scripts = [raw(exercise) for exercise in exercises()]
    whole, summed = in_turns([course.seconds, lambda: sum(script.seconds() for script in scripts)], rounds)
    yield Row("the whole course", "sum of raw scripts", median(whole), median(summed), ratio(whole, summed), 0.7)
    say("nothing changed: answered from memory")
    remembered, second = in_turns([Command("memory", [*check, ONE]).seconds, lambda: 1.0], rounds)
    yield Row("nothing changed", "one second", median(remembered), 1.0, ratio(remembered, second), 1.0)
    say("the site: built strictly")
    built, second = in_turns([Command("docs", [*nox, "-s", "docs"]).seconds, lambda: 1.0], rounds)
    yield Row("the site, nox -s docs", "one second", median(built), 1.0, ratio(built, second), 5.0)
