"""`solution`: compare your files with our solution, after you have passed."""

import argparse
import sys
from typing import TYPE_CHECKING

from checker import places
from checker.catalog import find
from checker.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from checker.learner import progress


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("solution", help="compare your files with our solution", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="an exercise by number or name")
    parser.add_argument("--force", action="store_true", help="show it before you have passed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the diff and return 0; before a pass say what is missing and return 1."""
    from checker.learner import compare, progress
    from checker.reports.terminal import console

    exercise = find(arguments.name, "solution")
    folder = places.EXERCISES / exercise.name
    if not folder.is_dir():
        raise UsageError(f"There is no folder {places.shown(folder)}. Type: nox -s reset -- {exercise.number} --yes")
    record = progress.load(exercise)
    if not record.passed and not arguments.force:
        print(_missing(record), file=sys.stderr)
        return 1
    try:
        found = compare.compare(folder, places.SOLUTIONS / exercise.name)
    except OSError as error:
        raise EnvironmentFault(f"{error.filename} cannot be read: {error.strerror}.") from None
    screen = console()
    screen.print(compare.words(found))
    following = progress.next_open(exercise)
    screen.print(f"\nNext: nox -s check -- {following.number}" if following else "\nEvery other exercise has passed.")
    return 0


def _missing(record: "progress.Record") -> str:
    exercise = record.exercise
    points = record.result.points if record.result else 0
    missing = exercise.max_points - points
    ask = "hint" if record.first_failed else "check"
    return (
        f"{missing} of {exercise.max_points} points of {exercise.name} are missing: the solution is for comparing "
        f"after you have passed. Type: nox -s {ask} -- {exercise.number}"
    )
