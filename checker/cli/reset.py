"""`reset`: put an exercise back to its starter; your files are kept in a backup."""

import argparse
import sys

from checker import places
from checker.catalog import find
from checker.errors import UsageError


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("reset", help="put an exercise back to its starter", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="an exercise by number or name")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask, keep a backup, lay out the starter; return 0."""
    from checker.learner import reset, starters

    exercise = find(arguments.name, "reset")
    folder = reset.own_folder(exercise)
    shown = places.shown(folder)
    if not arguments.yes and not sys.stdin.isatty():
        raise UsageError(
            f"reset asks first, and there is no terminal to ask in. Type: nox -s reset -- {exercise.number} --yes"
        )
    starter = starters.original(exercise)
    if reset.is_starter(folder, starter):
        print(f"{shown} is the starter already: nothing to do. Type: nox -s check -- {exercise.number}")
        return 0
    if not arguments.yes and not _agreed(shown):
        print(f"Nothing has changed. Type: nox -s check -- {exercise.number}")
        return 0
    backup = reset.reset(exercise, starter)
    kept = f" Your files are in {places.shown(backup)}." if backup else ""
    print(f"{shown} is the starter again.{kept} Type: nox -s check -- {exercise.number}")
    return 0


def _agreed(shown: str) -> bool:
    try:
        answer = input(f"Put {shown} back to the starter? Your files go to a backup in .course/backups. [y/N] ")
    except EOFError:
        return False
    return answer.strip().lower() in {"y", "yes"}
