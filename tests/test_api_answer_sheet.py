"""Answers one by one: generous to every spelling of the same answer, exact about what is none."""

from collections.abc import Callable
from typing import Any

import pytest

from checker.api.answers.sheet import Entry, bytes_in
from checker.api.failure import Failure

EXPECTED = "what is asked"


def entry(typed: Any) -> Entry:
    """Return an answer as it was typed."""
    return Entry("field", typed, "answers.toml", "docker image inspect")


def said(read: Callable[[], Any]) -> str:
    """Return the message of an answer that cannot be read."""
    with pytest.raises(Failure) as caught:
        read()
    assert caught.value.evidence["reproduce"]
    return caught.value.message


@pytest.mark.parametrize("typed", [9000, "9000", " 9000 ", "9000/tcp"])
def test_a_number_is_read_however_it_is_typed(typed: object) -> None:
    """With quotes or without, and with the protocol behind a port."""
    assert entry(typed).number(EXPECTED, ending="/tcp") == 9000


@pytest.mark.parametrize("typed", ["nine", "90.5", "-1", "9" * 99, "9000/udp", "\u0669"])
def test_what_is_no_number_is_said(typed: str) -> None:
    """The message shows what was typed."""
    message = said(lambda: entry(typed).number(EXPECTED, ending="/tcp"))
    assert "no whole number" in message
    assert EXPECTED in message


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(True, "a truth value"), (["a"], "a list"), ({"a": 1}, "a table"), (1.5, "a number")],
)
def test_another_type_is_named(typed: object, kind: str) -> None:
    """What it is and what it should be stand in one line."""
    assert f"is {kind}, not a text in quotes" in said(lambda: entry(typed).text(EXPECTED))


@pytest.mark.parametrize("read", [Entry.text, Entry.number, Entry.words, Entry.size])
def test_missing_and_empty_answers_are_told_apart(read: Callable[[Entry, str], object]) -> None:
    """A field that is not there was deleted; one that is empty was left for later."""
    assert "There is no `field`" in said(lambda: read(entry(None), EXPECTED))
    assert "not answered yet" in said(lambda: read(entry(""), EXPECTED))


@pytest.mark.parametrize(
    "typed",
    [["--port", "9000"], ["--port", 9000], "--port 9000", '["--port","9000"]', "[--port 9000]", ["--port 9000"]],
)
def test_words_are_read_from_lists_and_from_texts(typed: object) -> None:
    """In any form in which an engine prints them."""
    assert entry(typed).words(EXPECTED) == ["--port", "9000"]


@pytest.mark.parametrize("typed", [[["--port"]], [True], {"a": "b"}, 1.5])
def test_what_holds_no_words_is_said(typed: object) -> None:
    """Lists in lists and truth values are no command line."""
    assert "a list of texts" in said(lambda: entry(typed).words(EXPECTED))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4527000", 4527000), ("4,527,000", 4527000), ("4 527 kB", 4527000), ("4.527MB", 4527000),
        ("4.527 mb", 4527000),
        ("4,5 MB", 4500000), ("4.5M", 4500000), ("2 MiB", 2 << 20), ("2MIB", 2 << 20), ("12 bytes", 12), ("7B", 7),
        ("1 GiB", 1 << 30), ("4.527", None), ("MB", None), ("4.5 litres", None), ("1.2.3 MB", None), ("-3 MB", None),
        ("", None), ("nan", None), ("4e6", None), ("9" * 400, None), ("4 187,5 kB", None), ("4. 2 MB", None),
    ],
)  # fmt: skip
def test_a_size_is_read_with_its_unit(text: str, size: int | None) -> None:
    """A bare number counts bytes, so one with a point lacks its unit."""
    assert bytes_in(text) == size
