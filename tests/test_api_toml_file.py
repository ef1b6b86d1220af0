"""A TOML file that a learner has typed: each way in which it cannot be read ends in one message."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api.answers.toml_file import LARGEST, read_toml
from checker.api.attempt import Attempt
from checker.api.failure import Failure

NAME = "answers.toml"
TEXT = 'port = 9000\nname = "ahoy"\n'


@pytest.fixture
def attempt(tmp_path: Path) -> Iterator[Attempt]:
    """An attempt at a folder that is empty."""
    with Attempt("02-read-an-image", tmp_path, 7, "test", print) as attempt:
        yield attempt


def said(attempt: Attempt, data: bytes | str) -> Failure:
    """Return the failure of reading a file with this content."""
    (attempt.folder / NAME).write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(Failure) as caught:
        read_toml(attempt, NAME)
    assert caught.value.evidence["reproduce"]
    assert "\n" not in caught.value.summary
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.rstrip().encode(),
    ],
    ids=["plain", "windows-lines", "byte-order-mark", "utf-16", "utf-16-big", "no-last-line-end"],
)
def test_what_editors_write_is_read(attempt: Attempt, data: bytes) -> None:
    """Line ends and encodings of Windows are no mistakes."""
    (attempt.folder / NAME).write_bytes(data)
    assert read_toml(attempt, NAME) == {"port": 9000, "name": "ahoy"}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("user = ada", "a text without quotes"),
        ("size = 4.06 MB", "a text without quotes"),
        ("gate = 9000/tcp", "a text without quotes"),
        ("user: 1", "a colon after the name"),
        ("user = \u201c1\u201d", "curly quotes"),
        ("user =", "nothing after the equals sign"),
        ("user = # later", "nothing after the equals sign"),
        ('user = "1', "a quote without its end"),
        ("user = '1", "a quote without its end"),
        ('words = ["a", "b"', "a list without its end"),
        ("words = [--port, 9000]", "a text without quotes in a list"),
        ("user = 0123", "a number that begins with 0"),
        ('user = "C:\\data"', "a backslash in double quotes"),
        ("the user is ada", "no equals sign"),
        ('name = "again"', "this field stands there twice"),
    ],
)
def test_a_line_that_is_no_toml_is_explained(attempt: Attempt, line: str, what: str) -> None:
    """The message names the line, says what is wrong with it, shows it, and says what to write."""
    failure = said(attempt, f"# answers\n{TEXT}{line}\nlast = 1\n")
    assert failure.summary.startswith(f"{NAME} is not valid TOML: line 4")
    assert what in failure.summary
    assert failure.seen == line
    assert failure.expected


def test_a_table_that_stands_there_twice_is_explained(attempt: Attempt) -> None:
    """A heading that was copied and not changed is no field without its equals sign."""
    failure = said(attempt, "[anvers]\nfault = 1\n[anvers]\nfault = 2\n")
    assert failure.summary.startswith(f"{NAME} is not valid TOML: line 3")
    assert "this table stands there twice" in failure.summary


@pytest.mark.parametrize(
    "data",
    ["= 1", "[[", "a = [" * 9000, "a = " + "[" * 30000, "a = " + "9" * 9000, "a = 1 b = 2", "\0", "a.b = 1\na = 2"],
)
def test_whatever_is_typed_ends_in_a_message(attempt: Attempt, data: str) -> None:
    """Nothing that a file can hold breaks the reader."""
    assert "is not valid TOML" in said(attempt, data).summary


def test_another_encoding_is_named_with_its_line(attempt: Attempt) -> None:
    """A byte that is no UTF-8 is looked for, and the way out is the editor's."""
    failure = said(attempt, "name = 'a'\nplace = 'Kerguélen'\n".encode("latin-1"))
    assert "line 2" in failure.seen
    assert "Save as" in failure.expected


def test_a_file_that_is_too_large_is_not_read(attempt: Attempt) -> None:
    """Nobody types that much."""
    assert "too large" in said(attempt, b"#" * (LARGEST + 1)).summary


def test_what_stands_in_the_place_of_the_file_is_named(attempt: Attempt, tmp_path: Path) -> None:
    """A missing file, its hidden twin of Windows, a folder and a link: each is said."""
    file = attempt.folder / NAME

    def seen() -> str:
        with pytest.raises(Failure) as caught:
            read_toml(attempt, NAME)
        return caught.value.message

    assert "no answers.toml in the folder" in seen()
    (attempt.folder / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
    assert "answers.toml.txt" in seen()
    file.mkdir()
    assert "a link or a folder" in seen()
    file.rmdir()
    file.symlink_to(tmp_path / f"{NAME}.txt")
    assert "a link or a folder" in seen()
