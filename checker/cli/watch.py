"""`watch`: grade an exercise again at every save."""

import argparse

from checker.catalog import find


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("watch", help="grade again at every save", description=__doc__)
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="an exercise by number or name; the first that has not passed, if none"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Watch until q or Ctrl-C; return 0."""
    from checker.learner import progress
    from checker.learner.watch import Watch
    from checker.reports.terminal import console

    exercise = find(arguments.name, "watch") if arguments.name else progress.next_open()
    screen = console()
    if exercise is None:
        screen.print("Every exercise has passed. Type: nox -s progress")
        return 0
    try:
        Watch(exercise, screen).run()
    except KeyboardInterrupt:
        screen.print()
    screen.print("Stopped watching. Nothing of it is left in the engine.")
    return 0
