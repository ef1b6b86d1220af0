"""Answers in a TOML file, taken one by one: each says itself what is wrong with it."""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from checker.api.answers.toml_file import read_toml
from checker.api.attempt import Attempt
from checker.api.failure import Failure

_SIZE = re.compile(r"(?P<digits>\d[\d., _]{0,20}?)\s*(?P<unit>bytes?|[kmg]?i?b|[kmg])?", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}(?:[ ,_]\d{3})+")
_PREFIXES = ("", "k", "m", "g")

_KINDS = {bool: "a truth value", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}


@dataclass(frozen=True)
class Entry:
    """One answer: its name, what was typed for it (None where the file has no such field), and how to find it out."""

    name: str
    typed: Any
    file: str
    look: str
    """The command that shows what is asked."""

    @property
    def shown(self) -> str:
        """The answer as it stands in the file."""
        return f"{self.name} = {_toml(self.typed)}"

    def text(self, expected: str) -> str:
        """Return a text; a number is one too. Raises Failure where there is none, with what was `expected`."""
        if isinstance(self.typed, bool) or not isinstance(self.typed, str | int | None):
            self._wrong_kind(expected, "a text in quotes")
        found = "" if self.typed is None else str(self.typed).strip()
        return found or self._unanswered(expected)

    def number(self, expected: str, ending: str = "") -> int:
        """Return a whole number, also one typed as text and with an ending such as `/tcp`."""
        if isinstance(self.typed, bool) or not isinstance(self.typed, str | int | None):
            self._wrong_kind(expected, "a whole number")
        if not self.typed:
            self._unanswered(expected)
        digits = str(self.typed).strip().removesuffix(ending) if ending else str(self.typed).strip()
        if not (digits.isascii() and digits.isdecimal() and len(digits) < len(str(1 << 64))):
            self.fail(f"`{self.name}` is no whole number.", expected=f"{expected}, such as 1234")
        return int(digits)

    def words(self, expected: str) -> list[str]:
        """Return the words of a command line, from a list or from a text in any of the forms that engines print."""
        parts = self.typed if isinstance(self.typed, list) else [self.typed]
        if not all(isinstance(part, str | int | None) and not isinstance(part, bool) for part in parts):
            self._wrong_kind(expected, "a list of texts")
        found = [word for part in parts if part is not None for word in _words(str(part))]
        return found or self._unanswered(expected)

    def size(self, expected: str) -> int:
        """Return a number of bytes, from a whole number or from a text with a unit, such as `4.2 MB`."""
        if isinstance(self.typed, bool) or not isinstance(self.typed, str | int | float | None):
            self._wrong_kind(expected, "a number with its unit")
        if not self.typed:
            self._unanswered(expected)
        found = bytes_in(str(self.typed))
        if found is None:
            self.fail(f"`{self.name}` is no size.", expected=f'{expected}, with its unit, such as "12.5 MB"')
        return found

    def fail(self, summary: str, *, expected: str, why: str = "") -> NoReturn:
        """Raise a Failure that shows what was typed, and why that is not it."""
        seen = "no such line" if self.typed is None else self.shown + (f": {why}" if why else "")
        raise Failure(summary, expected=expected, seen=seen, reproduce=self.look)

    def _wrong_kind(self, expected: str, kind: str) -> NoReturn:
        typed = _KINDS.get(type(self.typed), "a date or a time")
        self.fail(f"`{self.name}` is {typed}, not {kind}.", expected=f"{expected}: {kind}")

    def _unanswered(self, expected: str) -> NoReturn:
        if self.typed is None:
            self.fail(f"There is no `{self.name}` in {self.file}.", expected=expected)
        self.fail(f"`{self.name}` is not answered yet.", expected=expected)


@dataclass(frozen=True)
class AnswerSheet:
    """What a learner has typed: field to value, all of them fields that were asked for."""

    values: Mapping[str, Any]
    place: str
    """The file as a person types it."""

    @classmethod
    def read(cls, attempt: Attempt, name: str, fields: Sequence[str]) -> "AnswerSheet":
        """Read the file `name` in the attempt's folder; `fields` are those that may stand in it.

        Raises Failure for a file that is not there or is no TOML, and for a field that nobody asked for.
        """
        values = read_toml(attempt, name)
        place = f"{attempt.shown_folder}/{name}"
        _only(fields, values, place)
        return cls(values, place)

    def entry(self, name: str, look: str) -> Entry:
        """Return one answer, given or not; `look` is the command that shows what is asked."""
        return Entry(name, self.values.get(name), Path(self.place).name, look)


def _only(fields: Sequence[str], values: Iterable[str], place: str) -> None:
    """Raise Failure where a field stands in the file that nobody asked for."""
    unknown = [name for name in values if name not in fields]
    if not unknown:
        return
    wrong = " and ".join(f"`{name}`" for name in unknown)
    raise Failure(
        f"{Path(place).name} holds {wrong}, which nobody asked for.",
        expected=f"these fields and no others: {', '.join(fields)}",
        seen="; ".join(_nearest(name, fields) for name in unknown),
        reproduce=f"cat {place}",
    )


def _nearest(name: str, fields: Sequence[str]) -> str:
    near = difflib.get_close_matches(name.lower(), fields, 1, 0.5)
    return f"{name}; the nearest is {near[0]}" if near else name


def _words(text: str) -> list[str]:
    """Return the words of `["a", "b"]`, of `[a b]`, and of `a b`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return [word for one in found for word in str(one).split()]
    return (
        text.strip().removeprefix("[").removesuffix("]").replace('"', " ").replace("'", " ").replace(",", " ").split()
    )


def bytes_in(text: str) -> int | None:
    """Return the bytes in a text such as `4.2 MB`, `4,2MB`, `4 200 kB` or `4200000`; None for anything else.

    A bare number counts bytes, so a broken one is none.
    """
    match = _SIZE.fullmatch(text.strip())
    if not match:
        return None
    digits, unit = match["digits"], (match["unit"] or "").lower().removesuffix("ytes").removesuffix("yte")
    if _GROUPS.fullmatch(digits):
        digits = re.sub(r"[ ,_]", "", digits)
    digits = digits.replace(",", ".")
    if digits.count(".") > 1 or (not unit and "." in digits):
        return None
    scale: int = (1024 if "i" in unit else 1000) ** _PREFIXES.index(unit[:1] if unit[:1] != "b" else "")
    try:
        return round(float(digits) * scale)
    except ValueError:  # signs between the digits that stand for nothing
        return None


def _toml(value: Any) -> str:
    if isinstance(value, str | bool | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
