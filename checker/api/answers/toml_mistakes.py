"""What is wrong with a TOML file that cannot be read: the line, and what people mean who write such a line."""

import re
from dataclasses import dataclass

_PLACE = re.compile(r"line (\d+), column (\d+)")
#: How Python's reader begins when something has no end.
_OPEN = ("Un", 'Expected "\'"')
_NAME = r"\s*[\w.-]+\s*"

#: A pattern of the line, what is wrong with it, and what to write.
_MISTAKES = (
    (
        re.compile(r"[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019]"),
        "curly quotes",
        'straight quotes, as in name = "text"',
    ),
    (re.compile(rf"^{_NAME}:"), "a colon after the name", 'an equals sign, as in name = "text"'),
    (re.compile(rf"^{_NAME}=\s*(#.*)?$"), "nothing after the equals sign", 'a value, or "" as long as there is none'),
    (re.compile(rf"^{_NAME}=\s*\[(?!.*\])"), "a list without its end", 'brackets on both sides, as in ["a", "b"]'),
    (re.compile(rf"^{_NAME}=\s*\[.*[A-Za-z/]"), "a text without quotes in a list", 'quotes, as in ["a", "b"]'),
    (re.compile(rf"^{_NAME}=\s*0\d"), "a number that begins with 0", "the number without the 0, or quotes around it"),
    (re.compile(rf"^{_NAME}=\s*[^\"'\[{{]*[A-Za-z/:]"), "a text without quotes", 'quotes, as in name = "text"'),
    (re.compile(rf"^{_NAME}=\s*\"[^\"]*\\"), "a backslash in double quotes", r"single quotes, or two backslashes: \\"),
    (re.compile(rf"^{_NAME}=\s*[\"'][^\"']*$"), "a quote without its end", 'quotes on both sides, as in name = "text"'),
    (re.compile(r"^(?!\s*\[)[^=]*$"), "no equals sign", 'a field, as in name = "text"; a remark begins with #'),
)


@dataclass(frozen=True)
class Mistake:
    """What is wrong with the file, what should stand there, and the line that it is about."""

    what: str
    expected: str
    line: str


def _begun(lines: list[str], number: int) -> int:
    """Return the line in which began what has no end: it is noticed in a later one, or at the end of the file."""
    open_ones = [pattern for pattern, what, _ in _MISTAKES if what.endswith("without its end")]
    upwards = range(number, 0, -1)
    return next((one for one in upwards if any(pattern.search(lines[one - 1]) for pattern in open_ones)), number)


def explain(said: str, text: str) -> Mistake:
    """Return the mistake behind what Python's reader of TOML said of a text."""
    lines = text.splitlines() or [""]
    place = _PLACE.search(said)
    number = min(int(place[1]), len(lines)) if place else len(lines)
    number = _begun(lines, number) if said.startswith(_OPEN) else number
    line = lines[number - 1].strip()
    where = f"line {number}" + (f", column {place[2]}" if place else "")
    if said.startswith("Cannot declare"):
        return Mistake(f"{where}: this table stands there twice", "each table once, with all of its fields", line)
    if "overwrite" in said:
        return Mistake(f"{where}: this field stands there twice", "each field once", line)
    for pattern, what, expected in _MISTAKES:
        if pattern.search(line):
            return Mistake(f"{where}: {what}", expected, line)
    reason = said.split(" (at", 1)[0]
    return Mistake(f"{where}: {reason[:1].lower()}{reason[1:]}", 'lines such as name = "text"', line)
