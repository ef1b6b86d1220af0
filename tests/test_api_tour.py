"""A tour of releases: what has to hold after each run, and what is told where it does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from checker.api.failure import Failure
from checker.api.rollout.release import Release
from checker.api.rollout.station import Station, Step
from checker.api.rollout.tour import Tour
from checker.api.scripts.ran import Ran

GOOD, BAD, NEXT = (Release(f"2.{n}.0", fault, f"sha256:{n}", [f"m:2.{n}.0"]) for n, fault in enumerate(("", "bad", "")))


def step(release: Release, *, status: int, live: str, before: str = "2.0.0") -> Step:
    """Return a deployment of a release, after which `live` answers."""
    ran = Ran(status, "", 1.0, timed_out=False)
    said = live or "(the connection was refused)"
    return Step(f"deploy {release.name}", release.name, ran, before, said, live, ["T-0"], ["T-0"], [live], [], {})


@pytest.fixture
def tour(tmp_path: Path) -> Tour:
    """Return a tour in which all went well."""
    made = Tour(Station("m-1", 18000, tmp_path, [GOOD, BAD, NEXT], "exercises/24-capstone"))
    made.good = [step(GOOD, status=0, live="2.0.0", before=""), step(NEXT, status=0, live="2.2.0")]
    made.bad = [step(BAD, status=1, live="2.0.0")]
    made.back = replace(step(GOOD, status=0, live="2.0.0", before="2.2.0"), doing="rollback", image="")
    made.station.steps = [made.good[0], made.bad[0], made.good[1], made.back]
    return made


def test_a_good_tour_holds(tour: Tour) -> None:
    """Nothing is told."""
    tour.expect_good_ones_live()
    tour.expect_bad_ones_never_live()
    tour.expect_back()
    tour.expect_feedback_kept()


def test_a_release_that_does_not_answer_at_once_is_told(tour: Tour) -> None:
    """Exit status 0 is a promise."""
    tour.good[1] = step(NEXT, status=0, live="")
    with pytest.raises(Failure, match="that release does not answer"):
        tour.expect_good_ones_live()


@pytest.mark.parametrize(
    ("status", "live", "said"),
    [(0, "2.0.0", "exit status 0 for a release that does not work"), (1, "", "does not answer")],
)
def test_a_bad_release_that_went_live_is_told(tour: Tour, status: int, live: str, said: str) -> None:
    """The script has to fail, and the release before has to answer."""
    tour.bad[0] = step(BAD, status=status, live=live)
    with pytest.raises(Failure, match=said):
        tour.expect_bad_ones_never_live()


def test_a_wrong_way_back_is_told(tour: Tour) -> None:
    """It leads to the good release before; one that never came is told too."""
    assert tour.back
    tour.back = replace(tour.back, version="2.2.0", at_once="2.2.0")
    with pytest.raises(Failure, match=r"release 2\.2\.0 is live"):
        tour.expect_back()
    tour.back = None
    with pytest.raises(Failure, match="never got as far"):
        tour.expect_back()


def test_lost_and_refused_feedback_is_told(tour: Tour) -> None:
    """What was answered with 201 stays."""
    tour.station.steps[2] = replace(tour.station.steps[2], feedback=[])
    with pytest.raises(Failure, match="feedback is missing"):
        tour.expect_feedback_kept()
    tour.station.refused.append("T-9")
    with pytest.raises(Failure, match="does not keep feedback"):
        tour.expect_feedback_kept()
