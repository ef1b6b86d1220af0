"""A TOML file that a learner fills in: read, and held against a form; what is wrong is said field by field."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.api.answers.toml_file import read_toml
from checker.api.attempt import Attempt
from checker.api.failure import Failure

#: A type of TOML's, as a person says it, with an example of how it is written.
KINDS = {
    str: ("a text in quotes", '"like-this"'),
    int: ("a whole number", "8000"),
    bool: ("true or false", "true"),
    float: ("a number", "1.5"),
    list: ("a list of texts", '["one", "two"]'),
}


@dataclass(frozen=True)
class Field:
    """One answer: its type (`list` is a list of texts), the words that it may be, and whether it may be missing."""

    kind: type
    words: tuple[str, ...] = ()
    required: bool = True


Form = Mapping[str, "Field | Form"]
"""Name to a field, or to the form of a table."""


def read_answers(attempt: Attempt, name: str, form: Form) -> dict[str, Any]:
    """Return what a TOML file of the attempt's folder says. Raises a Failure that names all that is wrong with it."""
    found = read_toml(attempt, name)
    problems = list(_problems(found, form, ""))
    if problems:
        count = "one thing" if len(problems) == 1 else f"{len(problems)} things"
        raise _failure(attempt, name, f"{name} cannot be used as it is: {count} to mend.", "; ".join(problems))
    return found


def _problems(found: Mapping[str, Any], form: Form, table: str) -> Iterator[str]:
    """Yield what is wrong in a table: what is missing, what has another form, and what is not asked for."""
    for name, expected in form.items():
        where = f"{table}.{name}" if table else name
        if isinstance(expected, Field):
            yield from _field_problems(found, name, where, expected)
        elif name not in found:
            yield f"the table [{where}] is missing"
        elif not isinstance(found[name], dict):
            yield f"{where} must be a table, [{where}], not {_written(found[name])}"
        else:
            yield from _problems(found[name], expected, where)
    for name in found.keys() - form.keys():
        yield _unknown(name, found[name], form, table)


def _field_problems(found: Mapping[str, Any], name: str, where: str, field: Field) -> Iterator[str]:
    if name not in found:
        if field.required:
            yield f"{where} is missing"
        return
    value, (kind, example) = found[name], KINDS[field.kind]
    if not _fits(value, field.kind):
        yield f"{where} must be {kind}, such as {example}, not {_written(value)}"
    elif field.required and value in ("", []):
        yield f"{where} is empty"
    elif field.words and value not in field.words:
        near = _nearest(str(value), field.words)
        yield f"{where} is {_written(value)}, which is not in the list{near}"


def _fits(value: Any, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind


def _unknown(name: str, value: Any, form: Form, table: str) -> str:
    where = f"[{table}]" if table else "the file"
    what = f"the table [{name}]" if isinstance(value, dict) else name
    return f"{where} holds {what}, which nobody asks for{_nearest(name, tuple(form))}"


def _nearest(word: str, words: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word.lower().replace("_", "-").replace(" ", "-"), words, 1, 0.5)
    return f" (the nearest is {near[0]})" if near else ""


def _written(value: Any) -> str:
    """Return a value as TOML has it, near enough to be found again."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return "a table" if isinstance(value, dict) else str(value)


def _failure(attempt: Attempt, name: str, summary: str, seen: str) -> Failure:
    shown = f"{attempt.shown_folder}/{name}"
    expected = f"a TOML file {shown} with each answer in the form that the README gives it"
    reproduce = f"python -c \"import tomllib; print(tomllib.load(open('{shown}', 'rb')))\""
    return Failure(summary, expected=expected, seen=seen, reproduce=reproduce)
