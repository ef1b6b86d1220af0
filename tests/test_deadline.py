"""Waiting for an event, with a deadline."""

import pytest

from checker.deadline import Deadline, wait_for


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock that stands still until its only entry is changed."""
    now = [100.0]
    monkeypatch.setattr("checker.deadline.time.monotonic", lambda: now[0])
    return now


def test_a_deadline_counts_down(clock: list[float]) -> None:
    """What is left goes to 0 and not below; then it is over."""
    deadline = Deadline(2.0)
    assert (deadline.elapsed, deadline.left, deadline.over) == (0.0, 2.0, False)
    clock[0] += 1.5
    assert (deadline.elapsed, deadline.left, deadline.over) == (1.5, 0.5, False)
    clock[0] += 1.0
    assert (deadline.elapsed, deadline.left, deadline.over) == (2.5, 0.0, True)


def test_waiting_ends_with_the_first_answer() -> None:
    """It looks until there is something; 0, False and empty text are something."""
    for answer in (0, False, "", "found"):
        answers = iter([None, None, answer])
        assert wait_for(lambda answers=answers: next(answers), 5.0, beat=0.001) == answer  # type: ignore[misc]


def test_it_looks_at_once_and_once_more_at_the_end() -> None:
    """Even with no time at all it looks, so what is there already is never too late."""
    assert wait_for(lambda: "here", 0.0) == "here"
    looks: list[int] = []
    assert wait_for(lambda: looks.append(1), 0.0) is None
    assert looks == [1]


def test_too_late_is_none(clock: list[float]) -> None:
    """When the time has passed, the answer is None, and no answer after it counts."""

    def look() -> None:
        clock[0] += 1.0

    assert wait_for(look, 3.0, beat=0.0) is None
    assert clock[0] == 103.0


def test_what_looking_raises_comes_through() -> None:
    """An error ends the wait."""

    def look() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        wait_for(look, 5.0)
