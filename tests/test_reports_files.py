"""The report as files: JSON by its schema, JUnit that other tools read."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from checker.catalog import exercises
from checker.errors import UsageError
from checker.outcomes import CheckResult, ExerciseResult, Outcome, Report
from checker.reports.files import SCHEMA, expect_writable, write_json, write_junit
from tests.results import graded, report

MIXED = (Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_GRADED, Outcome.PASSED)


@pytest.fixture
def validator() -> Draft202012Validator:
    """Return what holds a report against the schema; the schema itself is held against its own."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_json_is_in_the_form_of_the_schema(outcome: Outcome, validator: Draft202012Validator, tmp_path: Path) -> None:
    """For every exercise, with every outcome of a check, what is written validates."""
    path = tmp_path / "report.json"
    write_json(report(*(graded(one.name, outcome) for one in exercises())), path)
    validator.validate(json.loads(path.read_text(encoding="utf-8")))


def test_the_schema_is_not_empty_words(validator: Draft202012Validator) -> None:
    """A report that lacks a field, has one more, or another outcome does not validate."""
    good = report(graded("04", *MIXED)).plain()
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "more": 1})
    assert not validator.is_valid({name: value for name, value in good.items() if name != "seed"})
    assert not validator.is_valid({**good, "exercises": [{**good["exercises"][0], "outcome": "blocked"}]})


def test_junit_counts_every_outcome(tmp_path: Path) -> None:
    """An exercise is a suite with the right counts, a check is a case, and only a case that passed is empty."""
    path = tmp_path / "report.xml"
    write_junit(report(graded("04", *MIXED), graded("01")), path)
    first, second = parsed(path).iter("testsuite")
    counts = {name: first.get(name) for name in ("name", "tests", "failures", "errors", "skipped", "time")}
    assert counts == {
        "name": "04-flask-endpoint", "tests": "7", "failures": "1", "errors": "1", "skipped": "1", "time": "1.250",
    }  # fmt: skip
    assert [[child.tag for child in case] for case in first][:5] == [["failure"], ["skipped"], ["error"], [], []]
    assert len(list(second)) == 5
    assert second.get("failures") == second.get("errors") == second.get("skipped") == "0"


def test_junit_holds_what_the_learner_read(tmp_path: Path) -> None:
    """The message's first line is the attribute; all of it and the evidence are the text."""
    path = tmp_path / "report.xml"
    write_junit(report(graded("04", Outcome.FAILED)), path)
    failure = next(parsed(path).iter("failure"))
    assert failure.get("message") == "Nothing answers on port 8000."
    assert failure.text is not None
    assert "Seen: connection refused" in failure.text
    assert "logs:\nListening at" in failure.text


def test_what_a_container_says_cannot_break_the_files(validator: Draft202012Validator, tmp_path: Path) -> None:
    """Markup, quotes and emoji arrive as they were."""
    said = "<b>&amp;]]></b> \"quoted\" 'too' 🐧"
    shown = CheckResult("a", "T.", Outcome.FAILED, 0, 1, said, "w", "h", "l", {"logs": said})
    told = Report(7, (ExerciseResult("01-x", 1.0, (shown,)),))
    write_junit(told, tmp_path / "report.xml")
    write_json(told, tmp_path / "report.json")
    failure = next(parsed(tmp_path / "report.xml").iter("failure"))
    assert failure.text == f"{said}\nlogs:\n{said}"
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    validator.validate(found)
    assert found["exercises"][0]["checks"][0]["message"] == said


@pytest.mark.parametrize("name", ["", "nowhere/report.json"])
def test_a_report_that_cannot_be_written_is_a_usage_error(name: str, tmp_path: Path) -> None:
    """A folder, or a file in a folder that does not exist, is refused before anything is graded, and at the end."""
    path = tmp_path / name
    with pytest.raises(UsageError, match="cannot be written"):
        expect_writable(path)
    with pytest.raises(UsageError, match="cannot be written"):
        write_json(report(graded("01")), path)


def test_a_report_in_this_folder_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare file name, and a file that is there already, can be written."""
    monkeypatch.chdir(tmp_path)
    expect_writable(Path("report.json"))
    (tmp_path / "old.json").touch()
    expect_writable(tmp_path / "old.json")


def parsed(path: Path) -> ET.Element:
    """Return the root of an XML file that we wrote."""
    return ET.fromstring(path.read_bytes())  # noqa: S314  (ours)
