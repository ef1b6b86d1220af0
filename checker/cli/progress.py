"""`progress`: the table of what you have done: outcome, points, hints, when."""

import argparse

from checker.catalog import select
from checker.errors import UsageError


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("progress", help="show what you have done", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="exercises by number or name; all where none is named")
    parser.add_argument(
        "--name", dest="given", metavar="NAME", help="your name, for the page that says how far you are"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table, and write the same as a page; return 0."""
    from checker.learner import certificate, progress
    from checker.learner.table import table
    from checker.reports.terminal import console

    chosen = select(arguments.names)
    if arguments.given is not None:
        try:
            certificate.keep_name(arguments.given)
        except OSError as error:
            raise UsageError(f"The name cannot be kept: {error.strerror}. Type: nox -s doctor") from None
    screen = console()
    screen.print(table(chosen))
    following = progress.next_open()
    screen.print(f"Next: nox -s check -- {following.number}" if following else "Every exercise has passed.")
    if written := certificate.write():
        screen.print(certificate.line(written), markup=False, soft_wrap=True)
    return 0
