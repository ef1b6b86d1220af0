"""What a console block says: commands with the output that a reader will see."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    lines = _trimmed(seen)
    # The numbers of seen lines that the expected lines so far may have used up.
    places = {0}
    for wanted in _trimmed(expected):
        if wanted == ANYTHING:
            places = set(range(min(places), len(lines) + 1))
        else:
            places = {at + 1 for at in places if at < len(lines) and line_matches(wanted, lines[at])}
        if not places:
            return False
    return len(lines) in places


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
