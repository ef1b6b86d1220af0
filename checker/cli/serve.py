"""`serve`: serve the site on this machine and build it again at every save."""

import argparse
from typing import Any

from checker.cli import docs


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("serve", help="serve the site on this machine while you read or write")
    parser.add_argument("--address", default="127.0.0.1:8008", help="where to listen (default: %(default)s)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    return docs.mkdocs("serve", "--dev-addr", args.address)
