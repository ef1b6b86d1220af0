"""How a block is read, and what its dots match."""

import pytest

from .transcript import line_matches, matches, steps


def test_continuation_lines_belong_to_the_command() -> None:
    """Lines after `> ` are typed with the command above them; the rest is expected output."""
    (step,) = steps("$ echo one \\\n>   two\none two\n")
    assert (step.command, step.expected) == ("echo one \\\n  two", ["one two"])


def test_output_before_a_command_is_refused() -> None:
    """A block that starts with output has lost its command."""
    with pytest.raises(ValueError, match="starts with output"):
        steps("lonely output\n")


@pytest.mark.parametrize(
    ("expected", "seen", "same"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["..."], [], True),
        (["a", "...", "z"], ["a", "b", "c", "z"], True),
        (["a", "...", "z"], ["a", "z"], True),
        (["a", "...", "z"], ["a", "b"], False),
        ([], ["surprise"], False),
        (["a"], ["a  ", ""], True),
    ],
)
def test_dots_on_a_line_of_their_own_match_lines(expected: list[str], seen: list[str], *, same: bool) -> None:
    """A line of three dots stands for any number of lines."""
    assert matches(expected, seen) is same


@pytest.mark.parametrize(
    ("expected", "seen", "same"),
    [
        ("id ...", "id 4711", True),
        ("... in ...s", "built in 0.3s", True),
        ("a...a", "a", False),
        ("... one ... two", "two one", False),
    ],
)
def test_dots_inside_a_line_match_text(expected: str, seen: str, *, same: bool) -> None:
    """Three dots inside a line stand for any text, in order and without overlap."""
    assert line_matches(expected, seen) is same
