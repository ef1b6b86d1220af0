"""`serve`: serve the site on this machine and build it again at every save."""

import argparse

from checker.cli import docs


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("serve", help="serve the site on this machine", description=__doc__)
    parser.add_argument("--address", default=docs.ADDRESS, metavar="HOST:PORT", help="where to serve (%(default)s)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    return docs.serve(arguments.address)
