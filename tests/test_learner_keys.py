"""Keys from a terminal and from a pipe, and saves from the system."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path
from queue import Queue
from typing import NoReturn

import pytest

from checker.learner import saves
from checker.learner.saves import Saves
from checker.places import ROOT

PROGRAM = """
import queue, sys
from checker.learner.keys import keys
heard = queue.SimpleQueue()
with keys(heard.put) as person:
    print("person" if person else "nobody", flush=True)
    while (key := heard.get()) != "q":
        print("key", key, flush=True)
print("over", flush=True)
"""
COMMAND = [sys.executable, "-c", PROGRAM]

#: Seconds that an event may take to come.
SOON = 10.0


def test_keys_of_a_terminal() -> None:
    """Each comes at once and unseen, Ctrl-D quits, and the terminal is as it was."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    # The child makes the terminal its own, so that it stands in its foreground.
    code = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n" + PROGRAM
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE, cwd=ROOT, text=True, start_new_session=True
    )
    assert process.stdout
    assert process.stdout.readline() == "person\n"
    os.write(ours, b"H")
    assert process.stdout.readline() == "key h\n"
    os.write(ours, b"\x04")
    assert process.communicate(timeout=SOON)[0] == "over\n"
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_keys_of_a_pipe() -> None:
    """Letters are keys, and the end of the pipe quits."""
    process = subprocess.run(COMMAND, input="hl", capture_output=True, cwd=ROOT, text=True, timeout=SOON, check=True)
    assert process.stdout.split("\n") == ["nobody", "key h", "key l", "over", ""]


def test_no_keys() -> None:
    """Without a terminal and a pipe nothing is heard, and nothing quits."""
    code = PROGRAM.replace("heard.get()", "'q'")
    done = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, text=True, check=True
    )
    assert done.stdout == "nobody\nover\n"


def test_saves(tmp_path: Path) -> None:
    """A file's path is heard, those of caches and editors are not; one look of our own comes by itself."""
    heard: Queue[frozenset[Path]] = Queue()
    (tmp_path / "04").mkdir()
    with Saves(tmp_path, heard.put, pytest.fail):
        assert heard.get(timeout=SOON) == frozenset()
        (tmp_path / "04" / ".Dockerfile.swp").write_text("x", encoding="utf-8")
        (tmp_path / "04" / "new").write_text("x", encoding="utf-8")
        (tmp_path / "04" / "new").rename(tmp_path / "04" / "Dockerfile")
        seen: set[Path] = set()
        while Path("04/Dockerfile") not in seen:
            seen |= heard.get(timeout=SOON)
    assert seen <= {Path("04/Dockerfile"), Path("04/new"), Path("04")}


def test_saves_that_cannot_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's reason is told."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError("the limit of watches is reached")

    monkeypatch.setattr(saves, "watch", refuse)
    broken: Queue[str] = Queue()
    with Saves(tmp_path, lambda _: None, broken.put):
        assert "limit of watches" in broken.get(timeout=SOON)
