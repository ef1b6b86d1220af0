"""`progress`: the table of what you have done: outcome, points, hints, when."""

import argparse

from checker.catalog import select


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("progress", help="show what you have done", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="exercises by number or name; all where none is named")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table; return 0."""
    from checker.learner import progress
    from checker.learner.table import table
    from checker.reports.terminal import console

    screen = console()
    screen.print(table(select(arguments.names)))
    following = progress.next_open()
    screen.print(f"Next: nox -s check -- {following.number}" if following else "Every exercise has passed.")
    return 0
