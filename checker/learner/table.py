"""The table of a learner's progress."""

import time
from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from checker.catalog import Exercise
from checker.learner import progress
from checker.outcomes import Outcome

_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "red"}


def table(chosen: Sequence[Exercise], current: Exercise | None = None) -> Group:
    """Return the table of these exercises and their total; `current` is marked."""
    records = [progress.load(one) for one in chosen]
    # Wide enough for all it holds, so that nothing is cut where lines are not broken.
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("exercise", "outcome", "points", "hints", "graded"):
        made.add_column(column, no_wrap=True, justify="right" if column in {"points", "hints"} else "left")
    for record in records:
        made.add_row(*_row(record, current))
    points = sum(record.result.points for record in records if record.result)
    total = sum(one.max_points for one in chosen)
    passed = sum(record.is_passed for record in records)
    summary = f"\n{points} of {total} points, {passed} of {len(chosen)} exercises passed"
    return Group(made, Text(summary, style="bold"))


def _row(record: progress.Record, current: Exercise | None) -> tuple[Text, ...]:
    name = Text(record.exercise.name, style="bold" if record.exercise == current else "")
    if record.result is None:
        outcome = Text("passed before" if record.passed else "not graded yet", style="dim")
        return name, outcome, Text(f"0/{record.exercise.max_points}"), Text(str(record.hints_used)), Text("")
    outcome = Text(str(record.result.outcome), style=_STYLES.get(record.result.outcome, ""))
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.when))
    points = f"{record.result.points}/{record.result.max_points}"
    return name, outcome, Text(points), Text(str(record.hints_used)), Text(when)
