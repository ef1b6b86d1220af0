"""Counting feedback: what a service counts is held against what was sent, number by number."""

import json
from typing import Any

import pytest

from checker import Remark, Tally, compared

SEEDS = range(20)
WRONG = [
    ("versions", "has no `versions`"),
    ("total", "as the `total` of all"),
]


def remarks(seed: int = 1) -> list[Remark]:
    """Return remarks on birds of which every second one was named rightly."""
    birds = compared(seed, 6, 6)
    return [
        Remark(bird.measurements, version, bird.said[version], bird.said["2"])
        for bird, version in zip(birds, "12" * 6, strict=True)
    ]


def as_counted(tally: Tally) -> Any:
    """Return a tally as a service would answer it."""
    return json.loads(tally.as_json)


@pytest.mark.parametrize("seed", SEEDS)
def test_right_counts_are_right(seed: int) -> None:
    """What a service should answer is nothing to complain about, and what was said is no comparison."""
    said, again = Tally.of(remarks(seed)), Tally.asked_again(remarks(seed))
    assert not said.complaint(as_counted(said))
    assert not again.complaint(as_counted(again))
    assert again.complaint(as_counted(said))


@pytest.mark.parametrize(("name", "says"), WRONG)
def test_a_missing_part_is_told(name: str, says: str) -> None:
    """What is not there is named."""
    tally = Tally.of(remarks())
    found = as_counted(tally)
    del found[name]
    assert says in tally.complaint(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"accuracy": None}, "`accuracy` of version 1"),
        ({"right": 99}, "`right` of version 1"),
        ({"total": True}, "`total` of version 1"),
        ({"counts": []}, "no number in `counts` of version 1"),
        ({"counts": {"Adelie": {"Adelie": "3"}}}, "no number in `counts` of version 1"),
        ({"counts": {}}, "answers, not 12"),
    ],
)
def test_a_wrong_part_is_told(change: dict[str, Any], says: str) -> None:
    """What is wrong with a version is named."""
    tally = Tally.of(remarks())
    found = as_counted(tally)
    found["versions"]["1"] |= change
    assert says in tally.complaint(found)


def test_seen_and_said_are_not_the_same() -> None:
    """A table that is turned round is noticed."""
    tally = Tally.of(remarks())
    found = as_counted(tally)
    for version in found["versions"].values():
        counts = version["counts"]
        version["counts"] = {name: {other: counts[other][name] for other in counts} for name in counts}
    assert "times that version" in tally.complaint(found)


def test_counts_may_be_left_out_and_rounded() -> None:
    """A count of 0 need not be there, and three decimals are enough."""
    tally = Tally.of(remarks())
    found = as_counted(tally)
    for version in found["versions"].values():
        version["accuracy"] = round(version["accuracy"], 3)
        version["counts"] = {seen: {k: v for k, v in row.items() if v} for seen, row in version["counts"].items()}
    assert not tally.complaint(found)


def test_what_was_not_answered_may_be_counted() -> None:
    """Between what was promised and what was sent, every number is right; beyond, none is."""
    few, all_of_them = Tally.of(remarks()[:8]), Tally.of(remarks())
    between = as_counted(Tally.of(remarks()[:10]))
    assert not few.complaint(between, all_of_them)
    assert "counts 10 answers, not 8" in few.complaint(between)
    assert "counts 10 answers, not 12" in all_of_them.complaint(between)


@pytest.mark.parametrize("seed", SEEDS)
def test_birds_are_drawn_as_asked(seed: int) -> None:
    """The seed draws as many disputed birds as asked, the same each time, each with all four measurements."""
    birds = compared(seed, 8, 12)
    assert birds == compared(seed, 8, 12)
    assert [len([bird for bird in birds if bird.disputed is wanted]) for wanted in (False, True)] == [8, 12]
    assert all(len(bird.measurements) == 4 for bird in birds)
