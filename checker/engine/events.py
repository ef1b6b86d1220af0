"""What the engine reports of one container while we watch: signals sent, its end, with the engine's own clock."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any, Self

from docker.errors import DockerException

from checker.engine.client import client, translated

#: Nanoseconds in a second: the engine's unit of time.
NANO = 1e9


@dataclass(frozen=True)
class Event:
    """One report: what happened (`kill`, `die`, `oom`, `health_status: healthy`...) and when."""

    action: str
    at: float
    """Seconds since the epoch, by the engine's clock."""
    attributes: dict[str, str]

    @property
    def signal(self) -> int:
        """The number of the signal that a `kill` sent, 0 for anything else."""
        return int(self.attributes.get("signal", 0))


class Watch:
    """A subscription to the events of one container: nothing that happens after it began is missed."""

    def __init__(self, container: str) -> None:
        """Begin to watch; `container` is an id."""
        with translated():
            self._stream = client().events(filters={"type": "container", "container": container}, decode=True)

    def __enter__(self) -> Self:
        """Return the watch."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the subscription."""
        with suppress(OSError, AttributeError, DockerException):
            self._stream.close()

    def until(self, action: str, seconds: float) -> list[Event]:
        """Return the events from now to the first with this action; without it where none came in `seconds`."""
        seen = []
        bell = Timer(seconds, self.__exit__)
        bell.daemon = True
        bell.start()
        try:
            for event in self._events():
                seen.append(event)
                if event.action == action:
                    break
        finally:
            bell.cancel()
        return seen

    def _events(self) -> Iterator[Event]:
        with translated():
            for raw in self._stream:
                yield _read(raw)


def _read(raw: dict[str, Any]) -> Event:
    return Event(raw["Action"], raw["timeNano"] / NANO, dict(raw["Actor"].get("Attributes") or {}))
