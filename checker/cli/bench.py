"""`bench`: measure grading against the raw engine and against pytest-docker's plain way, in one run, as ratios."""

import argparse
import shutil
import sys

from checker.errors import EnvironmentFault


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("bench", help="measure grading against the raw engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="measured rounds of each (5)")
    parser.add_argument(
        "--nox", default="", metavar="PYTHON", help="the Python that has nox; the one on the PATH if none"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print the table; 0 when every limit held, else 1."""
    from rich.table import Table

    from checker.bench.table import rows
    from checker.grading.bases import prepare
    from checker.reports.terminal import console

    nox = [arguments.nox, "-m", "nox"] if arguments.nox else [shutil.which("nox") or ""]
    if not all(nox):
        raise EnvironmentFault("nox is not on the PATH. Type: nox -s bench")
    missing = [name for name in ("curl", "sh") if not shutil.which(name)]
    if missing:
        raise EnvironmentFault(f"The raw scripts need {missing[0]}: install it, then type: nox -s bench")
    prepare([], print)
    table = Table(title="Medians; ratios are taken round by round")
    for column in ("what", "against", "ours", "other", "ratio", "must be", ""):
        table.add_column(column)
    held = True
    for row in rows(nox, arguments.rounds, lambda text: print(text, file=sys.stderr)):
        limit = f"{'at least' if row.at_least else 'at most'} {row.limit}"
        seconds = (f"{row.ours:.2f} s", f"{row.other:.2f} s")
        table.add_row(row.what, row.against, *seconds, f"{row.ratio:.2f}", limit, "ok" if row.held else "OVER")
        held = held and row.held
    console().print(table)
    return 0 if held else 1
