"""Variables in compose files and .env files, by Compose's rules, from the folder's own .env file and nowhere else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.compose.node import Node

#: Levels of `${A:-${B:-...}}` that we follow.
DEEPEST = 10

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")


class Unreadable(Exception):
    """A `$` expression that Compose would not take: the text says why."""


@dataclass(frozen=True)
class Variables:
    """Names with their values, and the names that were asked for and have none."""

    values: Mapping[str, str]
    unset: set[str] = field(default_factory=set)

    def put_into(self, text: str, depth: int = 0) -> str:
        """Return the text with every `$NAME`, `${NAME...}` and `$$` replaced. Raises Unreadable."""
        parts: list[str] = []
        place = 0
        while (dollar := text.find("$", place)) >= 0:
            parts.append(text[place:dollar])
            put, place = self._one(text, dollar, depth)
            parts.append(put)
        return "".join([*parts, text[place:]])

    def _one(self, text: str, dollar: int, depth: int) -> tuple[str, int]:
        """Return what the expression at a `$` stands for, and where it ends."""
        following = text[dollar + 1 : dollar + 2]
        if following == "$":
            return "$", dollar + 2
        if following == "{":
            end = _closing(text, dollar + 1)
            return self._braced(text[dollar + 2 : end], depth), end + 1
        if match := _NAME.match(text, dollar + 1):
            return self._value(match[0]), match.end()
        return "$", dollar + 1

    def _braced(self, inside: str, depth: int) -> str:
        match = _NAME.match(inside)
        if not match or depth > DEEPEST:
            raise Unreadable(f"`${{{inside[:40]}}}` is no variable")
        name, rest = match[0], inside[match.end() :]
        if not rest:
            return self._value(name)
        operator = _OPERATOR.match(rest)
        if not operator:
            raise Unreadable(f"`${{{inside[:40]}}}` is no form that Compose knows")
        return self._operated(name, operator[0], rest[operator.end() :], depth)

    def _operated(self, name: str, operator: str, word: str, depth: int) -> str:
        value = self.values.get(name)
        there = bool(value) if operator.startswith(":") else value is not None
        word = self.put_into(word, depth + 1)
        if operator.endswith("+"):
            return word if there else ""
        if there:
            return value or ""
        if operator.endswith("?"):
            raise Unreadable(f"the variable {name} has no value: {word or 'it is required'}")
        return word

    def _value(self, name: str) -> str:
        if name not in self.values:
            self.unset.add(name)
        return self.values.get(name, "")

    def put_into_all(self, node: Node) -> Node:
        """Return the tree with the variables put into all of its values; keys stay as they are. Raises Problem."""
        return node.each(self._put)

    def _put(self, node: Node) -> Node:
        if not isinstance(node.value, str) or "$" not in node.value:
            return node
        try:
            return Node(self.put_into(node.value), node.line, node.place)
        except Unreadable as error:
            node.refuse(str(error), "`${NAME}` or `${NAME:-default}`, with NAME in .env; `$$` for a dollar sign itself")


def _closing(text: str, opening: int) -> int:
    """Return where the brace that opens at a place is closed."""
    level = 0
    for place in range(opening, len(text)):
        level += {"{": 1, "}": -1}.get(text[place], 0)
        if level == 0:
            return place
    raise Unreadable(f"`${text[opening : opening + 20]}` is not closed")
