"""Text from containers, made safe to show."""

import pytest

from checker.text import clean, show, tail


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[31m", "\x1b[1;38;5;208m", "\x1b[?25l", "\x1b[2J", "\x1b[10;5H", "\x1b]0;a title\x07",
        "\x1b]8;;http://elsewhere.example\x1b\\", "\x1b(B", "\x1bM", "\x1bc", "\x1b7",
    ],
    ids=repr,
)  # fmt: skip
def test_escape_sequences_go_away(sequence: str) -> None:
    """Colours, cursor moves, titles, links, character sets: nothing reaches the reader's terminal."""
    assert clean(f"before{sequence} after") == "before after"


@pytest.mark.parametrize(
    "code", ["\x00", "\x07", "\x08", "\x0b", "\x7f", "\x85", "\x9b", "\ud800", "\uffff"], ids=ascii
)
def test_control_characters_go_away(code: str) -> None:
    """So does what no UTF-8 file and no XML can hold."""
    assert clean(f"be{code}fore") == "before"
    clean(code).encode("utf-8")


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"], ids=ascii)
def test_marks_of_writing_direction_go_away(mark: str) -> None:
    """Text reads in the order in which it was written."""
    assert clean(f"exit{mark} code 1") == "exit code 1"


def test_lines_tabs_and_other_writing_stay() -> None:
    """Line ends of any kind become line feeds; letters of any language stay."""
    assert clean("a\r\nb\rc\n\td") == "a\nb\nc\n\td"
    assert clean("Pygoscelis adeliæ, пингвин, ペンギン, 🐧") == "Pygoscelis adeliæ, пингвин, ペンギン, 🐧"


def test_the_tail_is_the_end() -> None:
    """The last lines stand whole, and it says how many stand before them."""
    text = "\n".join(f"line {number}" for number in range(1, 31)) + "\n\n"
    assert tail(text, lines=2) == "… (28 lines before)\nline 29\nline 30"
    assert tail("one\ntwo\n", lines=2) == "one\ntwo"
    assert tail("") == ""


def test_a_long_line_of_the_tail_is_cut() -> None:
    """It ends with a mark and is as wide as was asked."""
    assert tail("x" * 50, width=10) == "x" * 9 + "…"
    assert tail("x" * 10, width=10) == "x" * 10


def test_a_value_is_shown_whole_or_with_its_size() -> None:
    """Beyond the most that a person reads, the size stands in place of the rest."""
    assert show(" \x1b[1mvalue\x1b[0m\n") == "value"
    assert show("x" * 10, most=10) == "x" * 10
    assert show("x" * 11, most=10) == "x" * 10 + "… (11 characters in all)"
