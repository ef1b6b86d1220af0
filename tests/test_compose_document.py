"""YAML is read as Compose reads it, and no further: one document, no aliases, no more than a person writes."""

import time
from contextlib import suppress

import pytest

from checker.compose import document
from checker.compose.node import Node
from checker.compose.problem import Problem


def plain(node: Node) -> object:
    """Return a tree as ordinary lists and mappings."""
    if isinstance(node.value, dict):
        return {name: plain(one) for name, one in node.value.items()}
    return [plain(one) for one in node.value] if isinstance(node.value, list) else node.value


def refused(text: str | bytes) -> Problem:
    """Return the problem of a text."""
    with pytest.raises(Problem) as caught:
        document.read(text.encode() if isinstance(text, str) else text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "meant"),
    [("text", "text"), ("'8000'", "8000"), ("8000", 8000), ("true", True), ("no", "no"), ("on", "on"), ("~", None),
     ("", None), ("1.5", 1.5), ("1e3", 1000.0), ("8000:80", "8000:80"), ("22:22", "22:22"), ("0644", 420),
     ("0x1f", 31), ("2026-11-22", "2026-11-22"), ("1_000", 1000), ("-5", -5), ("redis:8", "redis:8"), (".5", 0.5)],
)  # fmt: skip
def test_a_scalar_means_what_it_means_to_compose(written: str, meant: object) -> None:
    """Its YAML is younger than PyYAML's: a port is no number of base sixty, and `no` is a word."""
    assert plain(document.read(f"key: {written}".encode())) == {"key": meant}


def test_lists_and_mappings_know_where_they_stand() -> None:
    """Each value has its line and the path of keys that leads to it."""
    top = document.read(b"a:\n  b:\n    - x\n    - c: y\n")
    assert [(node.place, node.line) for node in top.walk()] == [
        ("", 1), ("a", 1), ("a.b", 2), ("a.b[0]", 3), ("a.b[1]", 4), ("a.b[1].c", 4),
    ]  # fmt: skip


def test_a_byte_order_mark_and_windows_lines_are_no_matter() -> None:
    """Notepad writes both."""
    assert plain(document.read("\ufeffa: 1\r\nb: |\r\n  x\r\n".encode())) == {"a": 1, "b": "x\n"}


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("a: &x 1\nb: *x\n", "an alias", 2),
        ("x: &x {a: 1}\nb:\n  <<: *x\n", "an alias", 3),
        ("x: &x k\n*x : 1\n", "an alias", 2),
        ("a: !!python/object:os.system x\n", "a tag", 1),
        ("a: !reset null\n", "a tag", 1),
        ("a: 1\nb: 2\na: 3\n", "a second time", 3),
        ("a: 1\n---\nb: 2\n", "a second document", 2),
        ("a:\n\tb: 1\n", "a tab", 2),
        ("a: [1, 2\n", "not YAML", 2),
        ("a: b: c\n", "not YAML", 1),
        ("? [a]\n: b\n", "where a name belongs", 1),
        ("", "empty", 0),
        ("# nothing\n", "empty", 0),
        ("a: \x00\n", "not YAML", 0),
    ],
)
def test_what_is_refused_has_a_reason_and_a_line(text: str, why: str, line: int) -> None:
    """A learner is told what, where, and what to write instead."""
    problem = refused(text)
    assert why in problem.why
    assert problem.line == line
    assert problem.instead


def test_other_encodings_are_refused() -> None:
    """PowerShell's `>` writes UTF-16."""
    assert "UTF-8" in refused("a: ü".encode("latin-1")).why


def bomb(levels: int) -> str:
    """Return aliases within aliases: ten to the power of `levels` values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [bomb(9), "a: " + "[" * 30_000, "a: " + "{a: " * 10_000, "- x\n" * 15_000, "a: " + "x" * 70_000,
     "\n".join(f"k{n}: &a{n} v" for n in range(4000)), "a: '" + "''" * 30_000, "&a " * 20_000],
    ids=["aliases", "lists", "mappings", "items", "bytes", "anchors", "quotes", "repeated anchors"],
)  # fmt: skip
def test_bombs_are_defused_at_once(text: str) -> None:
    """Neither time nor memory goes with what a few bytes can describe."""
    began = time.monotonic()
    with suppress(Problem):
        document.read(text.encode())
    assert time.monotonic() - began < 2
