"""How busy this machine is: a number to multiply deadlines by."""

from checker.api.stopping.pace import MOST, slowness


def test_slowness_is_a_factor() -> None:
    """It never shortens a deadline, and never makes one endless."""
    assert 1.0 <= slowness() <= MOST
