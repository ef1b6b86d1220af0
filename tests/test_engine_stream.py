"""Long commands: heard line by line, ended in time, cleaned up after. Locks: one works, the others wait."""

import os
import sys
from pathlib import Path

import pytest

from checker.engine import lock
from checker.engine.lock import only_one
from checker.engine.stream import Patience, follow
from checker.errors import EnvironmentFault


def python(code: str) -> list[str]:
    """Return the command that runs some Python."""
    return [sys.executable, "-u", "-c", code]


def test_every_line_of_both_streams_is_heard() -> None:
    """The lines come in order, without control characters, and the status is the command's own."""
    heard: list[str] = []
    code = "import sys; print('one'); print('\\x1b[31mtwo\\x1b[0m', file=sys.stderr); sys.exit(3)"
    ended = follow(python(code), heard.append)
    assert sorted(heard) == ["one", "two"]
    assert ended.status == 3


def test_a_missing_command_is_named() -> None:
    """One line, no traceback."""
    with pytest.raises(EnvironmentFault, match="no-such-command"):
        follow(["no-such-command"])


@pytest.mark.parametrize("patience", [Patience(first=0.2), Patience(whole=0.2)])
def test_a_command_that_never_ends_is_ended(patience: Patience) -> None:
    """Silence and length have a deadline each."""
    with pytest.raises(EnvironmentFault, match="we ended it"):
        follow(python("import signal; signal.pause()"), patience=patience)


def test_an_interrupted_command_may_clean_up(tmp_path: Path) -> None:
    """It is asked to end before it is made to: what it has half made goes away."""
    left = tmp_path / "half"
    code = (
        "import signal, sys, pathlib; path = pathlib.Path(sys.argv[1]); path.touch()\n"
        "def end(*_): path.unlink(); sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, end); print('ready'); signal.pause()"
    )

    def interrupt(_: str) -> None:
        assert left.exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow([*python(code), str(left)], interrupt)
    assert not left.exists()


def test_the_lock_is_held_by_one_and_freed_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits says so and gives up after its deadline; afterwards the lock is free."""
    monkeypatch.setattr(lock, "BEAT", 0.01)
    path, said = tmp_path / "deep" / "lock", list[str]()
    with only_one(path, said.append, doing="building"):
        assert said == []
        with (
            pytest.raises(EnvironmentFault, match="building"),
            only_one(path, said.append, doing="building", deadline=0.05),
        ):
            pass
    assert said == ["another process is building: waiting for it"]
    with only_one(path, said.append, doing="building"):
        assert len(said) == 1


def test_a_place_without_permission_is_said(tmp_path: Path) -> None:
    """A file where the folder should be gives one line."""
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="Cannot write"), only_one(tmp_path / "file/lock", print, doing="x"):
        os.abort()
