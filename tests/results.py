"""Results to report on, made without grading anything."""

from checker.catalog import Check, Exercise, find
from checker.outcomes import CheckResult, ExerciseResult, Outcome, Report

EVIDENCE = {"logs": "Listening at: http://127.0.0.1:8000\n\nlast line", "reproduce": "docker run --rm -p 8000:8000 me"}
MESSAGE = "Nothing answers on port 8000.\nExpected: an answer\nSeen: connection refused"


def result_of(check: Check, outcome: Outcome) -> CheckResult:
    """Return a result as grading makes it: what passed says nothing, what failed has evidence."""
    if outcome is Outcome.PASSED:
        return CheckResult.of(check, outcome)
    if outcome is Outcome.BLOCKED:
        return CheckResult.of(check, outcome, "Not run: it needs another to pass first.")
    if outcome is Outcome.NOT_GRADED:
        return CheckResult.of(check, outcome, "The engine is gone. Type: nox -s engine")
    return CheckResult.of(check, outcome, MESSAGE, EVIDENCE)


def graded(name: str, *outcomes: Outcome, seconds: float = 1.25) -> ExerciseResult:
    """Return a result of an exercise: its first checks have these outcomes, the others passed."""
    exercise: Exercise = find(name)
    rest = [Outcome.PASSED] * (len(exercise.checks) - len(outcomes))
    found = [result_of(check, one) for check, one in zip(exercise.checks, [*outcomes, *rest], strict=True)]
    return ExerciseResult(exercise.name, seconds, tuple(found))


def report(*results: ExerciseResult) -> Report:
    """Return the report of a run with seed 7."""
    return Report(7, results)
