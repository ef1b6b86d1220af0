"""What a refusal tells: the names of fields that it calls wrong, in whatever form a framework says it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from checker.api.contract.verdict import Verdict


def complaint(said: Any, sent: Any, verdict: Verdict) -> str:
    """Return what is missing in a refusal, or too much; nothing where it tells what the verdict has to tell.

    `said` is the answer's JSON, `sent` that of the body (None where it could not be read). A copy of what was sent, or
    of a part of it, names nothing.
    """
    text = json.dumps(_without(said, list(_objects(sent))), ensure_ascii=False)
    if missing := _left_out(text, verdict.wrong):
        return f"does not name {missing}, which is wrong"
    if extra := [name for name in sorted(verdict.right) if name in text]:
        return f"names {', '.join(extra)}, and nothing is wrong there"
    if unsaid := [number for number in verdict.numbers if not _says(text, number)]:
        return f"does not say that it is bird {unsaid[0]} of the batch, counted from 0"
    return ""


def _left_out(text: str, names: Iterable[str]) -> str:
    return ", ".join(name for name in sorted(names) if name not in text)


def _says(text: str, number: int) -> bool:
    """Tell whether a number stands in a text, as in `bird 3` or `bird_3`, and not as a part of another one."""
    return re.search(rf"(?<!\d)(?<!\d[.eE]){number}(?![^\W_])(?!\.\d)", text) is not None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every JSON object in a value, itself included."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)


def _without(value: Any, copies: list[dict[str, Any]]) -> Any:
    """Return a value without the objects that are copies."""
    if isinstance(value, dict):
        return None if value in copies else {name: _without(part, copies) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, copies) for part in value]
    return value
