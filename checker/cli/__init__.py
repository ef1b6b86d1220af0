"""The command line: one module for each command, found by its name."""

import argparse
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from checker.errors import CourseError
from checker.places import LOGS

#: The exit status of a command that was interrupted, by Ctrl-C or by SIGTERM.
INTERRUPTED = 130
TERMINATED = 143


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line that names the next command to type."""

    def error(self, message: str) -> NoReturn:
        """Print the line and end with status 2."""
        command = self.prog.removeprefix("python -m checker").strip()
        self.exit(2, f"{message}. Type: nox -s {command} -- --help\n" if command else f"{message}. Type: nox --list\n")


class Terminated(BaseException):
    """SIGTERM came."""


def commands() -> list[str]:
    """Return the names of the commands."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    parser = Parser(prog="python -m checker", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    # Only the asked one is loaded: each brings what it needs.
    asked = [name for name in commands() if name in arguments[:1]] or commands()
    for name in asked:
        import_module(f"checker.cli.{name}").add_parser(subparsers)
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown:
        subparsers.choices[chosen.command].error(f"{chosen.command} takes no {unknown[0]}")
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return int(chosen.run(chosen))
    except CourseError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted. Nothing of this run is left.", file=sys.stderr)
        return INTERRUPTED
    except Terminated:
        print("Ended by a signal. Nothing of this run is left.", file=sys.stderr)
        return TERMINATED
    except Exception:  # noqa: BLE001  (the last line of defence: no traceback reaches a learner)
        print(
            f"The checker broke. That is our fault, not yours: please report it with {_keep_trace()}.", file=sys.stderr
        )
        return CourseError.exit_code


def _keep_trace() -> Path:
    """Write the traceback of the current error to a file and return its path."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"error-{os.getpid()}.log"
    path.write_text(traceback.format_exc(), encoding="utf-8")
    return path


def _terminate(*_: object) -> NoReturn:
    raise Terminated
