"""What grading results in: outcomes of checks, of exercises, of a run; and their form as plain data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from checker.catalog import Check, Exercise

#: The version of the report's form, and of the checker that writes it.
FORM = 1
CHECKER = "1.0.0"


class Outcome(StrEnum):
    """How a check ended; see the table in the reference pages."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOT_GRADED = "not graded"


@dataclass(frozen=True)
class CheckResult:
    """One check's outcome with all that a learner reads; `evidence` maps a title to text."""

    check: str
    title: str
    outcome: Outcome
    points: int
    max_points: int
    message: str
    why: str
    hint: str
    lesson: str
    evidence: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, check: Check, outcome: Outcome, message: str = "", evidence: dict[str, str] | None = None
    ) -> "CheckResult":
        """Return the result of a check, its words taken from the rubric."""
        return cls(
            check=check.name,
            title=check.title,
            outcome=outcome,
            points=check.points if outcome is Outcome.PASSED else 0,
            max_points=check.points,
            message=message,
            why=check.why,
            hint=check.hints[0],
            lesson=check.lesson,
            evidence=evidence or {},
        )


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise's outcome: its checks in order, and the seconds that grading took."""

    exercise: str
    seconds: float
    checks: tuple[CheckResult, ...]
    remembered: bool = False

    @property
    def outcome(self) -> Outcome:
        """Not graded where the environment broke, else failed where a check failed, else passed."""
        found = {check.outcome for check in self.checks}
        if Outcome.NOT_GRADED in found:
            return Outcome.NOT_GRADED
        return Outcome.FAILED if found - {Outcome.PASSED} else Outcome.PASSED

    @property
    def points(self) -> int:
        """The points of the checks that passed."""
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> int:
        """The points of all its checks."""
        return sum(check.max_points for check in self.checks)

    def plain(self) -> dict[str, Any]:
        """Return it in the report's form."""
        return {
            "exercise": self.exercise,
            "outcome": str(self.outcome),
            "points": self.points,
            "max_points": self.max_points,
            "seconds": round(self.seconds, 3),
            "checks": [{**asdict(check), "outcome": str(check.outcome)} for check in self.checks],
        }

    @classmethod
    def parse(cls, plain: dict[str, Any], *, remembered: bool = False) -> "ExerciseResult":
        """Return the result that a report holds. Raises KeyError, TypeError or ValueError for another form."""
        checks = tuple(CheckResult(**{**entry, "outcome": Outcome(entry["outcome"])}) for entry in plain["checks"])
        return cls(plain["exercise"], plain["seconds"], checks, remembered=remembered)


def not_graded(
    exercise: Exercise, message: str, done: Sequence[CheckResult] = (), seconds: float = 0.0
) -> ExerciseResult:
    """Return the result of an exercise whose grading broke off: what was done stays, the rest is not graded."""
    have = {result.check: result for result in done}
    checks = [have.get(check.name) or CheckResult.of(check, Outcome.NOT_GRADED, message) for check in exercise.checks]
    return ExerciseResult(exercise.name, seconds, tuple(checks))


@dataclass(frozen=True)
class Report:
    """A run: its seed and the exercises that it graded."""

    seed: int
    exercises: tuple[ExerciseResult, ...]

    @property
    def exit_code(self) -> int:
        """3 where something was not graded, else 1 where something failed, else 0."""
        found = {result.outcome for result in self.exercises}
        if Outcome.NOT_GRADED in found:
            return 3
        return 1 if Outcome.FAILED in found else 0

    def plain(self) -> dict[str, Any]:
        """Return it in the form of `--json`."""
        return {
            "version": FORM,
            "checker": CHECKER,
            "seed": self.seed,
            "exercises": [result.plain() for result in self.exercises],
        }
