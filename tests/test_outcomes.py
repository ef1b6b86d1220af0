"""Outcomes: of an exercise, of a run, and back from the report's form."""

import json

import pytest

from checker.catalog import find
from checker.outcomes import ExerciseResult, Outcome, not_graded
from tests.results import graded, report

PASSED, FAILED, BLOCKED, NOT_GRADED = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_GRADED


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        ([], PASSED),
        ([FAILED], FAILED),
        ([BLOCKED], FAILED),
        ([FAILED, BLOCKED], FAILED),
        ([NOT_GRADED], NOT_GRADED),
        ([FAILED, BLOCKED, NOT_GRADED], NOT_GRADED),
    ],
)
def test_an_exercise_is_as_its_worst_check(outcomes: list[Outcome], outcome: Outcome) -> None:
    """Not graded outweighs failed, failed and blocked outweigh passed."""
    assert graded("04", *outcomes).outcome is outcome


def test_only_what_passed_scores() -> None:
    """Points are those of the checks that passed; the most is that of the rubric, whatever happened."""
    first = find("04").checks[0].points
    for outcome in (FAILED, BLOCKED, NOT_GRADED):
        result = graded("04", outcome)
        assert result.points == result.max_points - first
        assert result.max_points == find("04").max_points
    assert graded("04").points == find("04").max_points


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([[]], 0),
        ([[], [FAILED]], 1),
        ([[BLOCKED]], 1),
        ([[NOT_GRADED], []], 3),
        ([[FAILED], [NOT_GRADED]], 3),
    ],
)
def test_the_exit_status_follows_the_worst(results: list[list[Outcome]], status: int) -> None:
    """3 where something was not graded, else 1 where something failed, else 0."""
    assert report(*(graded("01", *outcomes) for outcomes in results)).exit_code == status


def test_a_result_reads_back_as_it_was() -> None:
    """Through the report's form and JSON nothing is lost; remembered is said by the reader."""
    result = graded("04", FAILED, BLOCKED, NOT_GRADED)
    plain = json.loads(json.dumps(result.plain()))
    assert ExerciseResult.parse(plain) == result
    assert ExerciseResult.parse(plain, remembered=True).remembered


@pytest.mark.parametrize("broken", [None, [], {}, {"exercise": "x", "seconds": 1, "checks": [{"outcome": "great"}]}])
def test_another_form_is_refused(broken: object) -> None:
    """What is no result raises what readers catch."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        ExerciseResult.parse(broken)  # type: ignore[arg-type]  # on purpose


def test_grading_that_breaks_off_keeps_what_was_done() -> None:
    """Checks that have run keep their outcome; the others are not graded, and say why."""
    done = graded("04", PASSED, FAILED).checks[:2]
    result = not_graded(find("04"), "The engine is gone.", done)
    assert result.checks[:2] == done
    assert {check.outcome for check in result.checks[2:]} == {NOT_GRADED}
    assert {check.message for check in result.checks[2:]} == {"The engine is gone."}
    assert [check.check for check in result.checks] == [check.name for check in find("04").checks]
