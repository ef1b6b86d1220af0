"""What a container prints a moment after its answer is waited for; what never comes ends at the deadline."""

from typing import TYPE_CHECKING, cast

import pytest

from checker.api import logs
from checker.api.logs import logs_once
from checker.limits import Limits

if TYPE_CHECKING:
    from checker.api.service import Service


class Slow:
    """A service whose log grows by a line at each look."""

    def __init__(self) -> None:
        self.lines = 0

    def logs(self) -> str:
        """Return one line more than before."""
        self.lines += 1
        return "line\n" * self.lines


def test_the_log_is_read_until_it_is_complete() -> None:
    """It is returned as soon as it holds what was waited for."""
    assert logs_once(cast("Service", Slow()), lambda text: text.count("line") == 3) == "line\n" * 3


def test_what_never_comes_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the log is returned as it is, for the message."""
    monkeypatch.setattr(logs, "limits", lambda: Limits(request=0.1))
    assert logs_once(cast("Service", Slow()), lambda _: False).startswith("line\n")
