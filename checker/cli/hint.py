"""`hint`: one more hint for the first check that failed."""

import argparse

from checker.catalog import find


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("hint", help="give one more hint", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="an exercise by number or name")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the hints so far and one more; return 0."""
    from checker.learner import hints
    from checker.reports.terminal import console

    exercise = find(arguments.name, "hint")
    console().print(hints.words(hints.one_more(exercise), exercise))
    return 0
