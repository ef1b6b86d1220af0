"""Watch on a real engine: a verdict at every save, interruptions, and nothing left; the way from check to reset."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from checker.catalog import exercises, find
from checker.deadline import Deadline, wait_for
from checker.engine import labels
from checker.engine.command import docker
from checker.learner import starters
from checker.places import SOLUTIONS
from tests.command import HANG, wait_for_line
from tests.learner import Home, lay_out
from tests.objects import leftovers

if TYPE_CHECKING:
    import subprocess

pytestmark = pytest.mark.engine

HELLO, NEXT = (exercise.name for exercise in exercises()[:2])
#: An image that builds and whose container says nothing.
SILENT = "FROM busybox:1.37\n"
#: A container that has not ended when the next save comes.
SLOW = SILENT + 'CMD ["sleep", "47"]\n'

#: Seconds that a container gets here: nobody waits for its end.
FINISH = 60.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home whose first exercise is not done."""
    home = lay_out(tmp_path, monkeypatch)
    monkeypatch.setenv("SHIP_DEADLINES", f"finish={FINISH}")
    starters.keep(exercises())  # what reset goes back to where these tests run without git
    save(home, SILENT)
    return home


def save(home: Home, text: str) -> None:
    """Save the Dockerfile of the first exercise."""
    (home.folder(HELLO) / "Dockerfile").write_text(text, encoding="utf-8")


@pytest.fixture
def watching(home: Home) -> Iterator["subprocess.Popen[str]"]:
    """Return a watch that has told its first verdict."""
    process = home.start("watch", HELLO)
    # A line that does not come fails the test: the end of the watch ends the waiting.
    alarm = Timer(HANG, process.kill)
    alarm.start()
    wait_for_line(process, "3 of 6 points  seed")
    yield process
    alarm.cancel()
    process.kill()
    process.communicate(timeout=HANG)


def running() -> list[str]:
    """Return the containers of the slow image that run now."""
    found = docker("ps", "--no-trunc", "--format", '{{.Command}} {{.Label "' + labels.EXERCISE + '"}}').out
    return [line for line in found.splitlines() if "sleep 47" in line and HELLO in line]


def quits(process: "subprocess.Popen[str]") -> str:
    """Close the pipe and return what a watch says at its end."""
    out, _ = process.communicate(timeout=HANG)
    assert process.returncode == 0, out
    return out


def test_each_save_is_graded(home: Home, watching: "subprocess.Popen[str]") -> None:
    """The same content is not, a pass names the next exercise, and closing the pipe quits."""
    save(home, SILENT)
    save(home, SILENT + 'CMD ["echo", "Hello from adelie"]\n')
    wait_for_line(watching, "Dockerfile: saved, grading")
    wait_for_line(watching, "4 of 6 points  seed")
    shutil.copytree(SOLUTIONS / HELLO, home.folder(HELLO), dirs_exist_ok=True)
    wait_for_line(watching, "6 of 6 points  seed")
    wait_for_line(watching, f"Next: nox -s watch -- {NEXT[:2]}")
    assert "Stopped watching" in quits(watching)
    assert leftovers() == {}
    assert f"1 of {len(exercises())} exercises passed" in home.run("progress")[1]


def test_a_save_interrupts(home: Home, watching: "subprocess.Popen[str]") -> None:
    """The grading that runs is given up, and its container goes."""
    save(home, SLOW)
    wait_for_line(watching, "Dockerfile: saved, grading")
    save(home, SLOW + "# again\n")
    wait_for_line(watching, "Dockerfile: saved, starting again")
    save(home, SILENT + "# again\n")
    wait_for_line(watching, "3 of 6 points  seed")
    quits(watching)
    assert leftovers() == {}


def test_keys(home: Home, watching: "subprocess.Popen[str]") -> None:
    """Hint, list and next answer; what cannot be graded is said, and the watch goes on."""
    assert watching.stdin
    for key, said in (
        ("h", "Hint 2 of 3"),
        ("l", f"0 of {len(exercises())} exercises passed"),
        ("n", f"{NEXT}: save a file"),
    ):
        watching.stdin.write(key)
        watching.stdin.flush()
        wait_for_line(watching, said)
    wait_for_line(watching, "Mend it in")
    shutil.rmtree(home.folder(NEXT))
    wait_for_line(watching, f"holds no folder {NEXT}")
    watching.stdin.write("q")
    assert "Traceback" not in quits(watching)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_signals(home: Home, watching: "subprocess.Popen[str]", number: signal.Signals, status: int) -> None:
    """In the middle of a grading they end the watch, and nothing is left."""
    save(home, SLOW)
    wait_for_line(watching, "Dockerfile: saved, grading")
    assert wait_for(lambda: running() or None, HANG)
    os.killpg(watching.pid, number)
    clock = Deadline(HANG)
    out, _ = watching.communicate(timeout=HANG)
    assert watching.returncode == status, out
    assert clock.elapsed < FINISH / 2
    assert "Traceback" not in out
    assert leftovers() == {}


def test_from_check_to_reset(home: Home) -> None:
    """A verdict, two hints, the report that shows them, and back to the starter."""
    assert home.run("check", "01")[0] == 1
    assert "Hint 2 of 3" in home.run("hint", "01")[1]
    assert "These are all the hints" in home.run("hint", "01")[1]
    assert home.run("check", "01")[1].count("A further hint: ") == 2
    status, said = home.run("reset", "01", "--yes")
    assert status == 0
    assert "is the starter again. Your files are in" in said
    [backup] = (home.state / "backups").iterdir()
    assert (backup / "Dockerfile").read_text(encoding="utf-8") == SILENT
    assert starters.read(home.folder(HELLO)) == starters.original(find(HELLO))
    assert home.run("hint", "01")[0] == 2
    assert "nothing to do" in home.run("reset", "01", "--yes")[1]
