"""A page that says what a learner has reached: a certificate once the capstone has passed, an honest record until then.

It is one HTML file that asks nobody for anything, reads in light and dark, and prints on one sheet.
"""

import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from string import Template

from checker import places
from checker.catalog import exercises
from checker.learner import progress
from checker.learner.progress import Record
from checker.outcomes import CHECKER, Outcome
from checker.text import clean

#: The exercise that the certificate is for.
CAPSTONE = "24-capstone"

#: Letters of a name that are kept.
LONGEST_NAME = 80

_PAGE = Path(__file__).with_suffix(".html")


def path() -> Path:
    """Return where the page is written."""
    return places.STATE / "certificate.html"


def write(now: float | None = None) -> Path | None:
    """Write the page as things stand, and return where it is.

    None where nothing was graded yet, or where it cannot be written.
    """
    records = [progress.load(one) for one in exercises()]
    if not any(record.result for record in records):
        return None
    with suppress(OSError):
        new = path().with_name(f"{path().name}.{os.getpid()}.new")
        new.write_text(page(records, name(), time.time() if now is None else now), encoding="utf-8")
        return new.replace(path())
    return None


def line(written: Path) -> str:
    """Return the line that names the page in a report."""
    capstone = next((progress.load(one) for one in exercises() if one.name == CAPSTONE), None)
    what = "Your certificate" if capstone and capstone.passed else "A record of how far you are"
    return f"{what}: {places.shown(written)}"


def name() -> str:
    """Return the learner's name; empty where none was given."""
    try:
        return str(json.loads(_name_file().read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def keep_name(given: str) -> None:
    """Keep the name for the page; an empty one takes it away. Raises OSError where it cannot be written."""
    _name_file().parent.mkdir(parents=True, exist_ok=True)
    tidy = " ".join(clean(given).split())[:LONGEST_NAME]
    _name_file().write_text(json.dumps({"name": tidy}), encoding="utf-8")


def _name_file() -> Path:
    return places.STATE / "learner.json"


def page(records: Sequence[Record], name: str, now: float) -> str:
    """Return the page for these records, one for each exercise of the course."""
    capstone = next((one for one in records if one.exercise.name == CAPSTONE), None)
    complete = bool(capstone and capstone.passed)
    points = sum(one.result.points for one in records if one.result)
    total = sum(one.exercise.max_points for one in records)
    passed = sum(bool(one.passed) for one in records)
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        title="Certificate of completion" if complete else "Record of progress",
        kind="complete" if complete else "open",
        name=escape(name) or "A learner",
        deed=_deed(capstone, complete=complete),
        points=points,
        total=total,
        passed=passed,
        exercises=len(records),
        rows="\n".join(map(_row, records)),
        capstone=_parts(capstone),
        date=_day(now),
        checker=CHECKER,
    )


def _deed(capstone: Record | None, *, complete: bool) -> str:
    """Return the sentence that says what was reached."""
    if capstone and complete:
        return (
            "has taken a model from a notebook to a service that is released, observed, and survives a bad release. "
            f"Every check of the capstone passed on {_day(capstone.passed)}."
        )
    if capstone and capstone.result:
        reached = f"{capstone.result.points} of {capstone.result.max_points} points"
        return f"is on the road from a notebook to a running service. The capstone is at {reached}, and not passed yet."
    return "is on the road from a notebook to a running service. The capstone has not been graded yet."


def _row(record: Record) -> str:
    """Return the table's row of an exercise."""
    result, most = record.result, record.exercise.max_points
    reached = f"{result.points if result else 0} / {most}"
    outcome = str(result.outcome) if result else "passed before" if record.passed else "not graded yet"
    when = _day(record.when) if result else ""
    seed = str(record.seed) if result and record.seed is not None else ""
    kind = outcome.split()[0]
    return (
        f'<tr class="{kind}"><th scope="row">{escape(record.exercise.name)}</th><td class="number">{reached}</td>'
        f"<td>{outcome}</td><td>{when}</td><td class='number seed'>{seed}</td></tr>"
    )


def _parts(capstone: Record | None) -> str:
    """Return what holds in the capstone, and what does not yet."""
    if capstone is None or capstone.result is None:
        return ""
    held = [check.check for check in capstone.result.checks if check.outcome is Outcome.PASSED]
    open_ones = [check.check for check in capstone.result.checks if check.outcome is not Outcome.PASSED]
    parts = (("The capstone's parts that hold", held), ("Open", open_ones))
    lines = [f"<b>{title}:</b> {', '.join(names)}." for title, names in parts if names]
    return f"<p class='parts'>{' '.join(lines)}</p>".replace("_", " ")


def _day(moment: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(moment))
