"""Files of settings, `NAME=value` a line, by the rules of Compose's own .env files."""

import re
from collections import ChainMap
from collections.abc import Mapping

from checker.compose.problem import Problem
from checker.compose.variables import Unreadable, Variables

_FORM = "`NAME=value`, or `#` before a remark"
_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)[ \t]*(?P<sign>[=:]?)[ \t]*")
_SINGLE = re.compile(r"'(?P<text>(?:[^'\\]|\\.)*)'", re.DOTALL)
_DOUBLE = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
#: What a letter after a backslash means. Before a dollar sign it keeps that from naming a variable.
_MEANT = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True)) | {"\\": "\\", '"': '"', "'": "'", "$": "$$"}


def parse(text: str, known: Mapping[str, str], place: str) -> dict[str, str | None]:
    """Return name to value, in order; None where a line has a name alone.

    `known` are the variables that values may name, before those above them. Raises Problem with the line.
    """
    found: dict[str, str | None] = {}
    values: dict[str, str] = {}
    variables = Variables(ChainMap(dict(known), values))
    rest = text.removeprefix("\ufeff").replace("\r\n", "\n")
    at = 0
    while at < len(rest):
        end = _line_end(rest, at)
        try:
            name, value, following = _setting(rest, at, end, variables)
        except Unreadable as error:
            line = rest.count("\n", 0, at) + 1
            raise Problem(str(error), instead=_FORM, place=place, line=line, seen=rest[at:end]) from None
        if name:
            found[name] = value
            values |= {} if value is None else {name: value}
        at = following
    return found


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return found if found >= 0 else len(text)


def _setting(text: str, start: int, end: int, variables: Variables) -> tuple[str, str | None, int]:
    """Return name and value of the setting that begins at a place, and where the next line begins.

    The name is empty for an empty line and a remark. Raises Unreadable.
    """
    line = text[start:end].strip()
    if not line or line.startswith("#"):
        return "", None, end + 1
    match = _LINE.match(text, start)
    if not match or (not match["sign"] and text[match.end() : end].strip()):
        raise Unreadable("this line is no setting")
    if not match["sign"]:
        return match["name"], None, end + 1
    value, following = _value(text, match.end(), end, variables)
    return match["name"], value, following


def _value(text: str, start: int, end: int, variables: Variables) -> tuple[str, int]:
    """Return the value that begins at a place, and where the next line begins; quoted ones may go over lines."""
    if match := _SINGLE.match(text, start):
        return match["text"].replace("\\'", "'"), _line_end(text, match.end()) + 1
    if match := _DOUBLE.match(text, start):
        escaped = _ESCAPE.sub(lambda one: _MEANT.get(one[1], one[0]), match["text"])
        return variables.put_into(escaped), _line_end(text, match.end()) + 1
    if text[start : start + 1] in {"'", '"'}:
        raise Unreadable("a quote that is opened is not closed")
    return variables.put_into(text[start:end].split(" #", 1)[0].strip()), end + 1
