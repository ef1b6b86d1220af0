"""What the course remembers of the learner's own exercises: the last result, when, whether it ever passed, hints."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from checker import places
from checker.catalog import Exercise, exercises
from checker.grading import memory
from checker.learner import starters
from checker.learner.noise import is_noise
from checker.outcomes import CheckResult, ExerciseResult, Outcome

#: The version of the files' form.
FORM = 1


@dataclass(frozen=True)
class Record:
    """One exercise of the learner's; times are seconds since the epoch, 0 where there was none."""

    exercise: Exercise
    result: ExerciseResult | None = None
    """The last result since the starter was laid out."""
    when: float = 0.0
    passed: float = 0.0
    """When it first passed; going back to the starter does not take that away."""
    content: str = ""
    """The digest of the folder that was graded."""
    hints: Mapping[str, int] = field(default_factory=dict)
    """Check to how many of its hints were asked for, beyond the one that every report shows."""
    seed: int | None = None
    """What the inputs of the last result were drawn from; None where that was not kept."""

    @property
    def is_passed(self) -> bool:
        """Whether the last result is a pass."""
        return self.result is not None and self.result.outcome is Outcome.PASSED

    @property
    def first_failed(self) -> CheckResult | None:
        """The first check of the last result that failed; None where none did."""
        checks = self.result.checks if self.result else ()
        return next((check for check in checks if check.outcome is Outcome.FAILED), None)

    @property
    def hints_used(self) -> int:
        """How many hints were asked for."""
        return sum(self.hints.values())


def content(exercise: Exercise) -> str:
    """Return the digest of the learner's folder as it is now; empty where it cannot be read."""
    try:
        return memory.tree(places.EXERCISES / exercise.name, is_noise)
    except OSError:
        return ""


def load(exercise: Exercise) -> Record:
    """Return what is remembered of an exercise; an empty record where there is nothing, or it cannot be read."""
    try:
        return _parse(exercise, json.loads(_path(exercise).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record(exercise)


def _parse(exercise: Exercise, plain: dict[str, Any]) -> Record:
    known = {check.name for check in exercise.checks}
    result = ExerciseResult.parse(plain["result"]) if plain["result"] else None
    if result and {check.check for check in result.checks} != known:
        result = None  # the exercise has changed since: its old checks say nothing any more
    hints = {str(name): int(count) for name, count in plain["hints"].items() if name in known}
    seed = plain.get("seed")
    return Record(
        exercise,
        result,
        float(plain["when"]),
        float(plain["passed"]),
        str(plain["content"]),
        hints,
        int(seed) if seed is not None else None,
    )


def save(record: Record) -> None:
    """Remember a record. Raises OSError where it cannot be written."""
    plain = {
        "version": FORM,
        "exercise": record.exercise.name,
        "result": record.result.plain() if record.result else None,
        "when": record.when,
        "passed": record.passed,
        "content": record.content,
        "hints": dict(record.hints),
        "seed": record.seed,
    }
    path = _path(record.exercise)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(json.dumps(plain), encoding="utf-8")
    new.replace(path)


def _path(exercise: Exercise) -> Path:
    return places.PROGRESS / f"{exercise.name}.json"


def before(folders: Mapping[Exercise, Path]) -> dict[Exercise, str]:
    """Return the content of those folders that are the learner's own, and keep the starters, before a grading."""
    own = [exercise for exercise, folder in folders.items() if folder == places.EXERCISES / exercise.name]
    if own:
        starters.keep(exercises())
    return {exercise: content(exercise) for exercise in own}


def remember(
    result: ExerciseResult, exercise: Exercise, graded: str, now: float | None = None, seed: int | None = None
) -> None:
    """Remember a result of the learner's own folder, whose content was `graded`, with inputs drawn from `seed`.

    What was not graded is no result. Where the state cannot be written, grading goes on without it.
    """
    if result.outcome is Outcome.NOT_GRADED:
        return
    now = time.time() if now is None else now
    known = load(exercise)
    passed = result.outcome is Outcome.PASSED
    first = known.passed or (now if passed else 0.0)
    # A verdict that was recalled comes from an earlier run, with a seed of its own.
    seed = known.seed if result.remembered else seed
    with suppress(OSError):
        save(replace(known, result=result, when=now, content=graded, passed=first, seed=seed))
    if passed:
        starters.forget_passed(exercise)


def start_again(exercise: Exercise) -> None:
    """Forget the last result and the hints; that it passed once stays."""
    with suppress(OSError):
        save(Record(exercise, passed=load(exercise).passed))


def next_open(after: Exercise | None = None) -> Exercise | None:
    """Return the first exercise that has not passed, looking from the one behind `after`; None where all have."""
    every = exercises()
    start = every.index(after) + 1 if after else 0
    turned = [one for one in every[start:] + every[:start] if one != after]
    return next((one for one in turned if not load(one).is_passed), None)
