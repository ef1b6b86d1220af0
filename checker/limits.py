"""Deadlines, in seconds. `SHIP_DEADLINES="build=20,start=5"` changes some of them, for slow machines and for tests."""

import os
from dataclasses import dataclass, fields, replace
from functools import cache
from math import inf

from checker.errors import UsageError


@dataclass(frozen=True)
class Limits:
    """How long each thing may take, in seconds, before we stop waiting for it."""

    build: float = 600.0
    """One build from its start to its end."""
    quiet: float = 240.0
    """A build step that neither ends nor prints."""
    start: float = 20.0
    """From the start of a container to its first answer."""
    finish: float = 10.0
    """A container that has to end by itself."""
    request: float = 5.0
    """One request, from the first byte sent to the last byte received."""
    command: float = 60.0
    """One command in a container that runs."""
    health: float = 15.0
    """A health check that has to reach a state."""


@cache
def limits() -> Limits:
    """Return the deadlines of this process. Raises UsageError where SHIP_DEADLINES cannot be read."""
    text = os.environ.get("SHIP_DEADLINES", "")
    known = {field.name for field in fields(Limits)}
    changes: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        try:
            changes[name.strip()] = _seconds(value)
        except ValueError:
            raise UsageError(
                f"SHIP_DEADLINES: {part!r} is not NAME=SECONDS. Names: {', '.join(sorted(known))}"
            ) from None
    if unknown := changes.keys() - known:
        raise UsageError(f"SHIP_DEADLINES: unknown {', '.join(sorted(unknown))}. Names: {', '.join(sorted(known))}")
    return replace(Limits(), **changes)


def _seconds(text: str) -> float:
    """Return a number of seconds. Raises ValueError for what no clock reaches: 0, less, infinity, NaN."""
    seconds = float(text)
    if not 0 < seconds < inf:
        raise ValueError(text)
    return seconds
