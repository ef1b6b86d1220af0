"""`check`: grade exercises and say, check by check, what holds and what does not."""

import argparse
from pathlib import Path

from checker import places
from checker.catalog import select
from checker.errors import UsageError
from checker.grading.run import Run, default_jobs, new_seed
from checker.grading.submission import folders, open_submission
from checker.limits import limits

#: Digits that a seed may have: it becomes a part of host names.
DIGITS = 12


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("check", help="grade exercises", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="exercises by number or name; all where none is named")
    parser.add_argument("--submission", metavar="DIR", help="grade the exercise folders in DIR instead of exercises/")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="also write the report as JUnit XML")
    parser.add_argument("--fresh", action="store_true", help="ignore remembered verdicts")
    parser.add_argument("--seed", type=_seed, metavar="N", help="replay the inputs of a run")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many exercises to grade at once")
    parser.set_defaults(run=run)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > DIGITS:
        raise argparse.ArgumentTypeError(f"the seed {text[:20]!r} is not a whole number of at most {DIGITS} digits")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Grade, print, write the reports; return 0 passed, 1 failed, 3 not graded."""
    from checker.grading.bases import prepare
    from checker.learner import certificate
    from checker.learner.hints import further
    from checker.reports.files import expect_writable, write_json, write_junit
    from checker.reports.terminal import OWN, Terminal, console

    limits()  # said before anything starts, where SHIP_DEADLINES cannot be read
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError("--jobs takes a whole number from 1 on. Type: nox -s check -- --help")
    chosen = folders(open_submission(arguments.submission), select(arguments.names), all_named=bool(arguments.names))
    for path in filter(None, (arguments.json, arguments.junit)):
        expect_writable(path)
    seed = new_seed() if arguments.seed is None else arguments.seed
    terminal = Terminal(console(), [exercise.name for exercise in chosen], arguments.submission or OWN)
    with terminal:
        images = prepare(chosen.items(), terminal.say)
        fresh = arguments.fresh or arguments.seed is not None
        report = Run(chosen, seed, terminal, fresh=fresh, jobs=arguments.jobs or default_jobs()).grade(images)
    terminal.summary(report, further(chosen))
    own = {exercise.name for exercise, folder in chosen.items() if folder == places.EXERCISES / exercise.name}
    if certificate.CAPSTONE in own and (written := certificate.write()):
        terminal.console.print(certificate.line(written), markup=False, soft_wrap=True)
    if arguments.json:
        write_json(report, arguments.json)
    if arguments.junit:
        write_junit(report, arguments.junit)
    return report.exit_code
