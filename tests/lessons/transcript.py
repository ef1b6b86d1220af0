"""What a console block says: commands with the output that a reader will see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

#: A line of its own that stands for any number of lines; inside a line it stands for any text.
ANYTHING = "..."


@dataclass
class Step:
    """One command of a block: its text, its line (0-based, within the block), the lines expected after it."""

    command: str
    line: int
    expected: list[str] = field(default_factory=list)


def steps(block: str) -> list[Step]:
    """Return the commands of a block. Raises ValueError where output stands before the first command."""
    found: list[Step] = []
    for number, line in enumerate(block.rstrip("\n").split("\n")):
        if line.startswith("$ "):
            found.append(Step(line[2:], number))
        elif not found:
            message = f"the block starts with output, not with a command: {line!r}"
            raise ValueError(message)
        elif line.startswith("> ") and not found[-1].expected:
            found[-1].command += "\n" + line[2:]
        else:
            found[-1].expected.append(line)
    return found


def matches(expected: Sequence[str], seen: Sequence[str]) -> bool:
    """Tell whether the lines that were seen are what was expected, trailing blanks and blank end lines aside."""
    wanted, lines = _trimmed(expected), _trimmed(seen)

    @cache
    def rest(i: int, j: int) -> bool:
        if i == len(wanted):
            return j == len(lines)
        if wanted[i] == ANYTHING:
            return rest(i + 1, j) or (j < len(lines) and rest(i, j + 1))
        return j < len(lines) and line_matches(wanted[i], lines[j]) and rest(i + 1, j + 1)

    return rest(0, 0)


def line_matches(expected: str, seen: str) -> bool:
    """Tell whether one line is what was expected, where `...` stands for any text."""
    first, *others = expected.split(ANYTHING)
    if not others:
        return expected == seen
    if not seen.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        found = seen.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return seen.endswith(others[-1]) and len(seen) - len(others[-1]) >= place


def _trimmed(lines: Sequence[str]) -> list[str]:
    trimmed = [line.rstrip() for line in lines]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed
