"""How a container ended, and how a command in it did."""

from dataclasses import dataclass
from typing import Self

from checker.engine.events import Event

_KILL = 9


@dataclass(frozen=True)
class Ended:
    """How a container ended after it was asked to."""

    exit_code: int
    seconds: float
    """From the first signal to the end, by the engine's clock."""
    killed: bool
    """Whether it had to be ended with SIGKILL."""

    @classmethod
    def of(cls, events: list[Event]) -> Self:
        """Read it from the engine's events: signals, then `die`."""
        kills = [event for event in events if event.action == "kill"]
        died = next(event for event in events if event.action == "die")
        asked = kills[0].at if kills else died.at
        return cls(
            exit_code=int(died.attributes.get("exitCode", 0)),
            seconds=max(0.0, died.at - asked),
            killed=any(event.signal == _KILL for event in kills),
        )


@dataclass(frozen=True)
class Executed:
    """How a command ended that was run in a container: its exit code, and all that it printed."""

    exit_code: int
    output: str
