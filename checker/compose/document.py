"""Read YAML into nodes: one document, no aliases, no tags, no key twice, and never more than fits on a desk."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar

import yaml

from checker.compose.node import Node, Scalar
from checker.compose.problem import Problem

T = TypeVar("T")

#: Bytes, levels and values beyond which a file is no compose file that a person wrote.
LARGEST = 64 * 1024
DEEPEST = 20
MOST = 5000

#: The parser in C where PyYAML has it: ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_BASED = re.compile(r"[-+]?0(?:x[0-9a-fA-F_]+|o?[0-7_]+|b[01_]+)")
_FLOAT = re.compile(r"[-+]?(?:\d[\d_]*)?\.\d+(?:[eE][-+]?\d+)?|[-+]?\d[\d_]*\.?(?:[eE][-+]?\d+)?")
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {word: value for value in (True, False) for text in [str(value)] for word in (text, text.lower(), text.upper())}
#: What an older YAML, which Kubernetes reads, takes for true and false as well.
_OLD = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}
_OLD_BOOL = _BOOL | {word: value for old, value in _OLD.items() for word in (old, old.capitalize(), old.upper())}


def read(data: bytes) -> Node:
    """Return the top of the document. Raises Problem for what Compose would not read, and for what we refuse to."""
    return _read(data, lambda text: _Reader(text, _BOOL).document())


def read_all(data: bytes) -> list[Node]:
    """Return the tops of all documents that are not empty, as Kubernetes reads them. Raises Problem as `read` does."""
    return _read(data, lambda text: list(_Reader(text, _OLD_BOOL).documents()))


def _read(data: bytes, reader: Callable[[str], T]) -> T:
    if len(data) > LARGEST:
        raise Problem(f"it has {len(data)} bytes", instead=f"a file of {LARGEST // 1024} KiB at most")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("it is not written in UTF-8", instead="a text file in UTF-8") from None
    try:
        return reader(text)
    except yaml.YAMLError as error:
        raise _broken(error, text) from None


def _broken(error: yaml.YAMLError, text: str) -> Problem:
    """Return the Problem for text that is no YAML."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    written = (text.splitlines() or [""])[min(line, len(text.splitlines())) - 1] if line else ""
    why = str(getattr(error, "problem", None) or error).splitlines()[0]
    if "\t" in written:
        return Problem(
            "a tab stands where YAML wants spaces", instead="two spaces for each level", line=line, seen=repr(written)
        )
    return Problem(f"this is not YAML: {why}", instead="a line that YAML can read", line=line, seen=written)


def _events(text: str) -> Iterator[Any]:
    """Yield the parser's events, one at a time."""
    yield from yaml.parse(text, Loader=_LOADER)


def _line(event: Any) -> int:
    """Return the line that an event begins on, from 1."""
    return int(event.start_mark.line) + 1


class _Reader:
    """Builds nodes from the parser's events, one after the other: it stops before anything grows."""

    def __init__(self, text: str, words: Mapping[str, bool]) -> None:
        self._events = _events(text)
        self._words = words
        self._count = 0

    def documents(self) -> Iterator[Node]:
        """Yield the documents of the text that are not empty."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                found = self._node(next(self._events), "", 0)
                if not found.empty:
                    yield found

    def document(self) -> Node:
        """Return the one document of the text."""
        found: Node | None = None
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if found is not None:
                line = _line(event)
                raise Problem(
                    "a second document begins here", instead="one document: take the line `---` out", line=line
                )
            found = self._node(next(self._events), "", 0)
        if found is None or found.empty:
            raise Problem("it is empty", instead="`services:` with a service below it")
        return found

    def _node(self, event: Any, place: str, depth: int) -> Node:
        line = _line(event)
        self._count += 1
        if isinstance(event, yaml.AliasEvent):
            self._refuse_alias(place, line, str(event.anchor))
        if depth > DEEPEST or self._count > MOST:
            what = f"more than {DEEPEST} levels" if depth > DEEPEST else f"more than {MOST} values"
            raise Problem(f"it has {what}", instead="a file as a person writes it", line=line)
        if event.tag is not None:
            raise Problem(
                f"a tag, `{event.tag}`",
                instead="the value alone, without a tag",
                place=place,
                line=line,
                seen=event.tag,
            )
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._entries(place, depth), line, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(place, depth), line, place)
        return Node(_scalar(event, self._words), line, place)

    @staticmethod
    def _refuse_alias(place: str, line: int, name: str) -> NoReturn:
        raise Problem(
            "an alias: a few of them in each other fill the memory of whoever reads the file",
            instead="the lines themselves, written out once more where they are needed",
            place=place,
            line=line,
            seen=f"*{name}",
        )

    def _entries(self, place: str, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, place)
            line = _line(event)
            here = f"{place}.{key}" if place else key
            if key in found:
                raise Problem(
                    "the same key stands here a second time",
                    instead=f"one `{key}:` with all of it",
                    place=here,
                    line=line,
                    seen=f"lines {found[key].line} and {line}",
                )
            node = self._node(next(self._events), here, depth + 1)
            found[key] = Node(node.value, line, here)
        return found

    def _key(self, event: Any, place: str) -> str:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse_alias(place, line, str(event.anchor))
        if not isinstance(event, yaml.ScalarEvent):
            raise Problem(
                "a list or a mapping stands where a name belongs", instead="`name: value`", place=place, line=line
            )
        return str(event.value)

    def _list(self, place: str, depth: int) -> list[Node]:
        found: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, f"{place}[{len(found)}]", depth + 1))
        return found


def _scalar(event: Any, words: Mapping[str, bool]) -> Scalar:
    """Return what a scalar means to Compose: its YAML knows no `8000:80` of base sixty and no `on` for true."""
    text = str(event.value)
    if event.style:
        return text
    if text in _NULL:
        return None
    if text in words:
        return words[text]
    if _INT.fullmatch(text):
        return int(text.replace("_", ""))
    if _BASED.fullmatch(text):
        digits = text.replace("_", "")
        return int(digits, 8) if digits.lstrip("+-")[1:2].isdigit() else int(digits, 0)
    return float(text.replace("_", "")) if _FLOAT.fullmatch(text) else text
