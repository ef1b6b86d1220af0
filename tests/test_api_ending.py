"""How a container ended, and what is wrong with that."""

import pytest

from checker.api.ended import Ended
from checker.api.stopping.ending import bad_end, how_it_ended


@pytest.mark.parametrize(
    ("ended", "part"),
    [
        (Ended(0, 0.4, killed=False), ""),
        (Ended(137, 0.1, killed=True), "SIGKILL"),
        (Ended(137, 3.2, killed=True), "3 s later it still runs"),
        (Ended(143, 0.1, killed=False), "exit code 143"),
        (Ended(3, 0.1, killed=False), "exit code 3, as if"),
        (Ended(0, 2.7, killed=False), "2.7 s to end"),
    ],
)
def test_an_end(ended: Ended, part: str) -> None:
    """By itself, soon, with exit code 0: everything else is told."""
    said = bad_end(ended, 2.0, soon=2.0)
    assert part in said
    assert bool(part) == bool(said)


def test_a_signal_is_named() -> None:
    """Its number is what is left of the exit code."""
    assert "128 and signal 15" in how_it_ended(Ended(143, 0.1, killed=False))
    assert "signal 9" not in how_it_ended(Ended(137, 3.0, killed=True))
