"""Ctrl-C, SIGTERM and SIGKILL in each phase: the right status, one line, nothing of ours left in the engine."""

import os
import secrets
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from checker.deadline import wait_for
from tests.command import HANG, check, environment, start, wait_for_line
from tests.objects import leftovers
from tests.slow_engine import slow_engine

pytestmark = pytest.mark.engine

BASE = "FROM python:3.13-slim\n"

#: Seconds that the engine lets us wait: longer than it takes to interrupt a run.
LATE = 3.0

#: A phase as the report tells it, and a Dockerfile that stays in it.
PHASES = {
    "building": ("building [2/2] RUN", BASE + "RUN trap '' TERM INT; : MARK; sleep 60\n"),
    "starting": ("starting", BASE + 'CMD ["sleep", "60"]\n'),
    "probing": (
        "probing",
        BASE + 'CMD ["python", "-c", "import http.server as h, time; h.BaseHTTPRequestHandler.do_GET = lambda s:'
        " (time.sleep(.3), s.send_error(500)); h.BaseHTTPRequestHandler.do_POST = h.BaseHTTPRequestHandler.do_GET;"
        " h.HTTPServer(('', 8000), h.BaseHTTPRequestHandler).serve_forever()\"]\n",
    ),
}


def started(folder: Path, phase: str) -> "subprocess.Popen[str]":
    """Start a run on exercise 04 and return it when it has reached a phase."""
    seen, dockerfile = PHASES[phase]
    name = secrets.token_hex(8)
    (folder / "mark").write_text(name, encoding="utf-8")
    work = folder / "04-flask-endpoint"
    work.mkdir()
    (work / "Dockerfile").write_text(dockerfile.replace("MARK", name), encoding="utf-8")
    process = start("--fresh", "--submission", str(folder), env=environment(SHIP_PHASES="all"))
    wait_for_line(process, seen)
    return process


def build_has_ended(folder: Path) -> bool:
    """Return whether the process of the build's own step is gone, or goes within seconds."""
    mark = (folder / "mark").read_text(encoding="utf-8")

    def look() -> bool | None:
        found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        return None if f": {mark}; sleep 60" in found.stdout else True

    return bool(wait_for(look, 5.0, beat=0.1))


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_interrupted(tmp_path: Path, phase: str, number: signal.Signals, status: int) -> None:
    """The whole group gets the signal, as in a terminal; the run cleans up and says so."""
    process = started(tmp_path, phase)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=HANG)
    assert process.returncode == status, out + err
    assert "Nothing of this run is left" in err
    assert "Traceback" not in out + err
    assert leftovers() == {}
    assert build_has_ended(tmp_path)


def test_interrupted_while_the_engine_makes_something(tmp_path: Path) -> None:
    """A container that was asked for in that moment, and made after all others were removed, is removed as well."""
    door = tmp_path / "engine.sock"
    with slow_engine(door, b"/containers/create") as held:
        # The first container there is of a base image: that is still there when the engine gets to it.
        process = start("--fresh", "--submission", "solutions", "17", env=environment(DOCKER_HOST=f"unix://{door}"))
        assert held.came.wait(HANG)
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(LATE)  # whoever does not wait for the engine ends here
        held.passes.set()
        out, err = process.communicate(timeout=HANG)
    assert process.returncode == 143, out + err
    assert "Nothing of this run is left" in err
    assert wait_for(lambda: leftovers() or None, LATE) is None


@pytest.mark.parametrize("phase", PHASES)
def test_killed(tmp_path: Path, phase: str) -> None:
    """What a SIGKILL leaves is gone after the next run, whatever that grades."""
    process = started(tmp_path, phase)
    process.kill()
    process.communicate(timeout=HANG)
    empty = tmp_path / "next" / "01-hello-container"
    empty.mkdir(parents=True)
    assert check(empty.parent).status == 1
    assert wait_for(lambda: leftovers() == {} or None, 20.0, beat=0.2), leftovers()
    assert build_has_ended(tmp_path)


def test_two_runs_at_once(tmp_path: Path) -> None:
    """They do not disturb each other."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        (folder / "01-hello-container").mkdir(parents=True)
        (folder / "01-hello-container" / "Dockerfile").write_text('FROM busybox:1.37\nCMD echo "Hello $(hostname)"\n')
    runs = [start("--fresh", "--submission", str(folder)) for folder in folders]
    ended = [run.communicate(timeout=HANG)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ended
