"""`doctor`: tell whether this machine can take the course.

Each line tells a need, its state, what was found and how to mend it. The state is `fine`; `note`, which
the course works with (a port of the lessons that something holds, an emulated architecture); or `mend`.
Exit status: 0 nothing to mend, notes or not; 1 something to mend.
"""

import argparse
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("doctor", help="can this machine take the course? what was found, what to mend")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Examine the machine, print the findings and return the exit status."""
    from checker import doctor
    from checker.doctor import report

    del args
    findings = doctor.examine()
    report.show(findings, terminal=sys.stdout.isatty())
    return report.status(findings)
