"""Steady requests, sent from threads while a block of code runs; failures are counted, never estimated."""

import time
from collections import Counter
from collections.abc import Sequence
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from checker.api.http import Request
from checker.api.load.sent import Sent, send_once
from checker.deadline import Deadline, wait_for
from checker.errors import EnvironmentFault

#: Seconds that one request may take, unless something else is asked for: longer than a proxy needs to try twice.
PATIENCE = 10.0


class Load:
    """Clients who send one request after the other, each on a connection of its own, until the block ends.

    `every` is the pace: seconds from one request to the next, over all clients. With 0 each client sends as soon as
    its last request is answered, so that `clients` requests are always in flight. When the block ends, no more are
    sent, and those in flight are waited for.
    """

    def __init__(
        self,
        address: tuple[str, int],
        requests: Sequence[Request],
        *,
        clients: int,
        every: float = 0.0,
        patience: float = PATIENCE,
    ) -> None:
        """Send nothing yet."""
        self._address = address
        self._requests = requests
        self._every = every
        self._patience = patience
        self._lock = Lock()
        self._stop = Event()
        self._next = 0
        self._sent: list[Sent] = []
        self._threads = [Thread(target=self._client, daemon=True) for _ in range(clients)]

    def __enter__(self) -> Self:
        """Let every client begin."""
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send no more, and wait for the answers to those in flight."""
        self._stop.set()
        deadline = Deadline(self._patience + 1)
        for thread in self._threads:
            thread.join(deadline.left)

    def _client(self) -> None:
        while (number := self._turn()) is not None:
            request = self._requests[number % len(self._requests)]
            sent = send_once(*self._address, request, self._patience)
            with self._lock:
                self._sent.append(sent)

    def _turn(self) -> int | None:
        """Return the number of the next request once its moment has come; None where no more are sent."""
        with self._lock:
            number = self._next
            self._next += 1
        pause = self._began + number * self._every - time.monotonic() if self._every else 0.0
        return None if self._stop.wait(max(0.0, pause)) else number

    @property
    def sent(self) -> tuple[Sent, ...]:
        """All requests that have ended so far, in the order in which they ended."""
        with self._lock:
            return tuple(self._sent)

    def reach(self, count: int, seconds: float) -> bool:
        """Wait until so many requests in all have ended; False where that takes more than `seconds`."""
        return wait_for(lambda: len(self.sent) >= count or None, seconds) is not None

    def begun_after(self, moment: float, count: int, seconds: float) -> list[Sent]:
        """Wait for so many requests that were sent after a moment, and return the first; fewer where time is up."""

        def look() -> list[Sent] | None:
            found = sorted((one for one in self.sent if one.began > moment), key=lambda one: one.began)[:count]
            return found if len(found) == count else None

        found = wait_for(look, seconds)
        return found or [one for one in self.sent if one.began > moment][:count]

    def expect(self, count: int, seconds: float) -> None:
        """Wait until so many requests in all have ended. Raises EnvironmentFault where the machine cannot do it."""
        if not self.reach(count, seconds):
            raise EnvironmentFault(f"The machine was too busy to send {count} requests. Grade it again.")

    def more(self, count: int, seconds: float) -> bool:
        """Wait until so many more requests have ended; False where that takes more than `seconds`."""
        return self.reach(len(self.sent) + count, seconds)


def answered_a_second(sent: Sequence[Sent], since: float, until: float) -> float:
    """Return how many requests a second were answered well between two moments."""
    return sum(one.ok and since < one.ended <= until for one in sent) / (until - since)


def tally(failed: Sequence[Sent], since: float) -> str:
    """Return how many requests failed in which way, the most frequent first, and when, counted from a moment."""
    if not failed:
        return "no request failed"
    ways = Counter(one.why or "wrong answer" for one in failed).most_common()
    first, last = min(one.ended for one in failed) - since, max(one.ended for one in failed) - since
    return f"{', '.join(f'{count} x {why}' for why, count in ways)}; between {first:.1f} s and {last:.1f} s"
