"""A container's standard output as a log of JSON objects, one a line."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checker.api.service import Service
from checker.deadline import wait_for
from checker.limits import limits


@dataclass(frozen=True)
class JsonLog:
    """The objects of standard output, in order; the lines that are none; and all of standard error."""

    lines: tuple[dict[str, Any], ...]
    others: tuple[str, ...]
    stderr: str
    stdout: str

    @classmethod
    def parse(cls, stdout: str, stderr: str = "") -> "JsonLog":
        """Return the log of a container that has printed this; empty lines do not count."""
        lines, others = [], []
        # Python's splitlines() would break a line also where only a person sees an end.
        for line in filter(str.strip, stdout.replace("\r\n", "\n").split("\n")):
            found = _object(line)
            if found is None:
                others.append(line)
            else:
                lines.append(found)
        return cls(tuple(lines), tuple(others), stderr, stdout)

    def having(self, **fields: Any) -> list[dict[str, Any]]:
        """Return the lines whose fields have these values."""
        return [line for line in self.lines if all(name in line and line[name] == fields[name] for name in fields)]

    def holds(self, text: str) -> str:
        """Return the first line, on either stream, that holds a text, whatever its case; empty where none does."""
        every = [*self.stdout.splitlines(), *self.stderr.splitlines()]
        return next((line for line in every if text.lower() in line.lower()), "")


def json_log(service: Service, complete: Callable[[JsonLog], bool]) -> JsonLog:
    """Return a service's log as soon as it is `complete`, or after the time that a request may take."""
    found = JsonLog((), (), "", "")

    def look() -> JsonLog | None:
        nonlocal found
        found = JsonLog.parse(service.container.output(stderr=False), service.container.output(stdout=False))
        return found if complete(found) else None

    return wait_for(look, limits().request, beat=0.1) or found


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
