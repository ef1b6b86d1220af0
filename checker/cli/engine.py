"""`engine`: make a container engine answer.

Exit status: 0 an engine answers; 1 none does and the output says, one line a step, what to do on this
system (also where the engine is too old); 3 the installation was tried and the machine broke it.
"""

import argparse
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "engine",
        help="make a container engine answer: on bare Debian or Ubuntu as root, install and start Docker",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say which engine answers, after making one answer where we can."""
    from checker.engine.ready import NotReadyError, ready

    del args
    try:
        engine = ready(lambda line: print(line, file=sys.stderr, flush=True))
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{engine} answers.")
    return 0
