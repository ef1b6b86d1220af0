"""The report as files: JSON, and JUnit for other tools."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from checker.errors import UsageError
from checker.outcomes import CheckResult, Outcome, Report

#: The JSON Schema of `--json`.
SCHEMA = Path(__file__).with_name("report.schema.json")


def expect_writable(path: Path) -> None:
    """Raise UsageError, before anything is graded, where a report could not be written."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"The report cannot be written to {path}: name a file in a folder that exists.")


def write_json(report: Report, path: Path) -> None:
    """Write the report in the form of the schema."""
    _write(path, json.dumps(report.plain(), indent=2, ensure_ascii=False) + "\n")


def write_junit(report: Report, path: Path) -> None:
    """Write the report as JUnit: an exercise is a suite, a check is a case, blocked is skipped."""
    root = ET.Element("testsuites", name="ship-your-model")
    for result in report.exercises:
        found = [check.outcome for check in result.checks]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=result.exercise,
            tests=str(len(found)),
            failures=str(found.count(Outcome.FAILED)),
            errors=str(found.count(Outcome.NOT_GRADED)),
            skipped=str(found.count(Outcome.BLOCKED)),
            time=f"{result.seconds:.3f}",
        )
        for check in result.checks:
            _case(suite, result.exercise, check)
    _write(path, ET.tostring(root, encoding="unicode", xml_declaration=True))


def _case(suite: ET.Element, exercise: str, check: CheckResult) -> None:
    tags = {Outcome.FAILED: "failure", Outcome.NOT_GRADED: "error", Outcome.BLOCKED: "skipped"}
    case = ET.SubElement(suite, "testcase", classname=exercise, name=check.check)
    if tag := tags.get(check.outcome):
        detail = ET.SubElement(case, tag, message=check.message.splitlines()[0] if check.message else "")
        detail.text = "\n".join([check.message, *(f"{title}:\n{text}" for title, text in check.evidence.items())])


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The report cannot be written to {path}: {error.strerror}.") from None
