"""Wait for an event with a deadline: the one place where the checker waits."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")

#: Seconds between two looks at something that sends no event of its own.
BEAT = 0.02


class Deadline:
    """A moment in the future, `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self._start = time.monotonic()
        self._seconds = seconds

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._seconds - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether the moment has passed."""
        return self.left == 0.0


def wait_for(look: Callable[[], T | None], seconds: float, beat: float = BEAT) -> T | None:
    """Call `look` until it returns something other than None, for `seconds` at most; None means too late."""
    deadline = Deadline(seconds)
    pause = Event()
    while (found := look()) is None and not deadline.over:
        pause.wait(beat)
    return found
