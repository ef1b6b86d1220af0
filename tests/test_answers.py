"""Grading is the product: starters fail helpfully, right answers score full, each wrong one is caught by its check."""

import pytest

from checker.catalog import Exercise, exercises
from checker.outcomes import ExerciseResult, Outcome
from tests import answers
from tests.answers import Answer

Verdicts = dict[str, ExerciseResult]


def failed(result: ExerciseResult) -> list[str]:
    """Return the names of the checks that failed, in order."""
    return [check.check for check in result.checks if check.outcome is Outcome.FAILED]


def told(result: ExerciseResult) -> str:
    """Return all that was said, to read when a test fails."""
    return "\n".join(f"{check.check}: {check.outcome}: {check.message} {check.evidence}" for check in result.checks)


@pytest.mark.engine
@pytest.mark.parametrize("answer", answers.starters(), ids=str)
def test_starter_fails_with_a_message(answer: Answer, verdicts: Verdicts) -> None:
    """What a learner is given fails at the check that is meant, and says why, with evidence, and without an error."""
    result = verdicts[str(answer)]
    assert result.outcome is Outcome.FAILED, told(result)
    assert failed(result)[0] == answer.caught_by, told(result)
    for check in result.checks:
        if check.outcome is Outcome.FAILED:
            assert check.message and check.why and check.hint and check.lesson, told(result)
            assert check.evidence["reproduce"], told(result)
            assert "Traceback" not in check.message


@pytest.mark.engine
@pytest.mark.parametrize("answer", [*answers.solutions(), *answers.accepted()], ids=str)
def test_right_answer_scores_full(answer: Answer, verdicts: Verdicts) -> None:
    """Our solution and each right answer unlike it get every point."""
    result = verdicts[str(answer)]
    assert result.points == result.max_points == answer.exercise.max_points, told(result)


@pytest.mark.engine
@pytest.mark.parametrize("answer", [*answers.misconceptions()], ids=str)
def test_wrong_answer_is_caught_by_its_check(answer: Answer, verdicts: Verdicts) -> None:
    """A misconception fails exactly the check that is named for it, with its message."""
    result = verdicts[str(answer)]
    assert failed(result) == [answer.caught_by], told(result)
    message = next(check.message for check in result.checks if check.check == answer.caught_by)
    assert answer.says
    assert answer.says in message
    assert result.outcome is Outcome.FAILED, told(result)


@pytest.mark.parametrize(
    ("exercise", "check"),
    [(exercise, check.name) for exercise in exercises() for check in exercise.checks],
    ids=lambda part: part.name if isinstance(part, Exercise) else part,
)
def test_every_check_is_killed(exercise: Exercise, check: str) -> None:
    """A check that no misconception fails is not a check."""
    assert check in {one.caught_by for one in answers.misconceptions() if one.exercise == exercise}


@pytest.mark.parametrize("exercise", exercises(), ids=lambda one: one.name)
def test_enough_answers(exercise: Exercise) -> None:
    """Six or more misconceptions and three or more accepted variants stand beside each exercise."""
    assert len([one for one in answers.misconceptions() if one.exercise == exercise]) >= 6
    assert len([one for one in answers.accepted() if one.exercise == exercise]) >= 3
