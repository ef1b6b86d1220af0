"""A value of a compose file that knows where it stands: every complaint about it names its line and its key's path."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from checker.compose.problem import Problem
from checker.text import show

Scalar = str | int | float | bool | None
Value: TypeAlias = "Scalar | list[Node] | dict[str, Node]"

_DURATION = re.compile(
    r"(?:(?P<h>[\d.]+)h)?(?:(?P<m>[\d.]+)m)?(?:(?P<s>[\d.]+)s)?(?:(?P<ms>[\d.]+)ms)?(?:[\d.]+[uµn]s)*"
)
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_BYTES = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?)i?b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


@dataclass(frozen=True)
class Node:
    """A scalar, a list of nodes, or a mapping of names to nodes; its line, and the path of keys that leads to it."""

    value: Value
    line: int
    place: str

    def refuse(self, why: str, instead: str) -> NoReturn:
        """Raise the Problem of this place."""
        raise Problem(why, instead=instead, place=self.place, line=self.line, seen=f"{self.place}: {self}")

    def __str__(self) -> str:
        """Return the value in one line, about as it was written."""
        return show(_written(self.value), 300)

    @property
    def empty(self) -> bool:
        """Whether nothing stands here."""
        return self.value is None

    def mapping(self, what: str = "names with values") -> dict[str, "Node"]:
        """Return the entries of a mapping; an empty value has none."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            self.refuse(f"{what} belong here, a line each", f"`name: value`, indented below `{self.name}:`")
        return self.value

    def items(self, what: str = "a list") -> list["Node"]:
        """Return the entries of a list; an empty value has none."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.refuse(f"{what} belongs here", f"a list below `{self.name}:`, each line of it with a dash")
        return self.value

    def one_or_more(self) -> list["Node"]:
        """Return the entries of a list, or the one value that stands here instead."""
        return self.value if isinstance(self.value, list) else [] if self.value is None else [self]

    def text(self) -> str:
        """Return a text; a number counts as one."""
        if isinstance(self.value, list | dict | bool) or self.value is None:
            self.refuse("a text belongs here", f"`{self.name}: text`, in quotes where it looks like something else")
        return str(self.value)

    def number(self, most: float = math.inf) -> float:
        """Return a number that is not negative; one in quotes counts."""
        try:
            found = float(self.value) if isinstance(self.value, str | int | float) else math.nan
        except ValueError:
            found = math.nan
        if isinstance(self.value, bool) or not 0 <= found <= most:
            limit = f" up to {most:g}" if math.isfinite(most) else ""
            self.refuse("a number belongs here", f"a number{limit}")
        return found

    def boolean(self) -> bool:
        """Return true or false; the words count in quotes too."""
        words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
        found = words.get(str(self.value).lower())
        if found is None:
            self.refuse("true or false belongs here", "`true` or `false`")
        return found

    def seconds(self) -> float:
        """Return a duration such as `1m30s` in seconds."""
        match = _DURATION.fullmatch(self.text())
        if not match or not self.text():
            self.refuse("a duration belongs here, with its unit", "such as `5s`, `500ms` or `1m30s`")
        try:
            return sum(float(match[unit]) * factor for unit, factor in _SECONDS.items() if match[unit])
        except ValueError:
            self.refuse("this is no duration", "such as `5s`, `500ms` or `1m30s`")

    def size(self) -> int:
        """Return a size such as `64m` in bytes."""
        match = _BYTES.fullmatch(self.text())
        if not match:
            self.refuse("a size belongs here", "a number with a unit, such as `64m` or `1g`")
        return int(float(match["number"]) * _UNITS[match["unit"].lower()])

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.place.rpartition(".")[2]

    def each(self, change: Callable[["Node"], "Node"]) -> "Node":
        """Return the same tree with every scalar changed."""
        if isinstance(self.value, dict):
            return Node({name: node.each(change) for name, node in self.value.items()}, self.line, self.place)
        if isinstance(self.value, list):
            return Node([node.each(change) for node in self.value], self.line, self.place)
        return change(self)

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it."""
        yield self
        below = self.value.values() if isinstance(self.value, dict) else self.value
        for node in below if not isinstance(below, str | int | float | None) else ():
            yield from node.walk()


def _written(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(node.value)}" for name, node in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(node.value) for node in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
