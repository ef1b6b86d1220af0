"""The session is one terminal: state stays, status is seen, nothing waits for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .session import Session, SessionError


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Give a bash in an empty folder."""
    with Session(tmp_path, tmp_path, {}) as session:
        yield session


def test_both_streams_come_in_order(session: Session) -> None:
    """Standard output and standard error are one text, as on a screen."""
    assert session.run("echo one; echo two >&2; echo three") == ("one\ntwo\nthree\n", 0)


def test_variables_stay(session: Session) -> None:
    """What one command sets, the next one finds."""
    session.run("bird=penguin")
    assert session.run("echo $bird") == ("penguin\n", 0)


def test_status_of_the_last_command_is_seen(session: Session) -> None:
    """`echo $?` shows how the command before it ended."""
    assert session.run("(exit 3)") == ("", 3)
    assert session.run("echo $?") == ("3\n", 0)


def test_output_without_a_line_end(session: Session) -> None:
    """A command that does not end its last line is read whole."""
    assert session.run("printf ok") == ("ok", 0)


def test_standard_input_is_empty(session: Session) -> None:
    """A program that reads standard input does not eat the next command."""
    assert session.run("cat") == ("", 0)


def test_deadline(session: Session) -> None:
    """A command that does not end fails the page instead of stopping the run."""
    with pytest.raises(SessionError, match="did not end in time"):
        session.run("read -r line < <(exec sleep 60)", deadline=0.2)
