"""The doctor: each need judged from plain facts, the report, the exit status."""

import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from checker import doctor
from checker.doctor import needs, ports, report
from checker.doctor.finding import Finding, State, fine, mend, warning
from checker.engine import detect, inspection
from checker.engine.command import Finished
from checker.engine.inspection import Ran

ENGINE = detect.Engine("Docker Engine", "26.1.5", "1.45", "amd64", "unix:///var/run/docker.sock")
RAN = Ran(seconds=0.4, ahead=0.0, free=20_000_000_000, machine="x86_64")

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0
   1: 0100007F:1388 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4343 1 0
   2: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0
"""


@pytest.mark.parametrize(
    ("finding", "state", "words"),
    [
        (needs.version(ENGINE), State.FINE, "26.1.5"),
        (needs.version(detect.Engine("Docker Engine", "20.10", "1.41", "amd64", "x")), State.MEND, "1.41"),
        (needs.plugin("buildx", "0.13.1"), State.FINE, "0.13.1"),
        (needs.plugin("compose", ""), State.MEND, "docker-compose"),
        (needs.architecture(ENGINE, "x86_64"), State.FINE, "amd64"),
        (needs.architecture(ENGINE, "arm64"), State.WARNING, "emulated"),
        (needs.memory({"MemTotal": 2_000_000_000}), State.FINE, "2.0 GB"),
        (needs.memory({"MemTotal": 1_000_000_000}), State.MEND, "1.0 GB"),
        (needs.memory({}), State.MEND, "0.0 GB"),
        (needs.disk(RAN), State.FINE, "20 GB"),
        (needs.disk(Ran(1, 0, 4_000_000_000, "x")), State.MEND, "docker system df"),
        (needs.clock(RAN), State.FINE, "agree"),
        (needs.clock(Ran(1, -3600, 1, "x")), State.MEND, "3600 s behind"),
        (needs.clock(Ran(1, 60, 1, "x")), State.MEND, "60 s ahead of"),
        (needs.base_image("python:3.13-slim", present=False), State.MEND, "nox -s kit -- build"),
        (needs.container(RAN), State.FINE, "0.4 s"),
        (needs.container(None), State.MEND, "no image"),
        (needs.container("cgroups are missing"), State.MEND, "cgroups are missing"),
        (needs.proxy({}, {}), State.FINE, "none"),
        (needs.proxy({}, {"https_proxy": "http://p:3128"}), State.WARNING, "engine: none"),
        (needs.proxy({"HttpProxy": "http://p:3128"}, {"HTTP_PROXY": "http://p:3128"}), State.FINE, "p:3128"),
    ],
)
def test_a_need_is_judged(finding: Finding, state: State, words: str) -> None:
    """What is not fine has a mend; what is fine has none."""
    assert finding.state is state
    assert words in f"{finding.found} {finding.mend}"
    assert bool(finding.mend) is (state is not State.FINE)


def test_a_proxys_password_is_not_shown() -> None:
    """The report may be pasted into a chat."""
    finding = needs.proxy({}, {"HTTP_PROXY": "http://ana:secret@proxy:3128"})
    assert "secret" not in f"{finding.found}{finding.mend}"
    assert "proxy:3128" in finding.found


def test_the_containers_answers_become_numbers() -> None:
    """Within the run the clocks cannot differ: only what is outside of it counts."""
    text = "1000.5\noverlay 100 50 7 88% /\nx86_64\nabc\n"
    assert inspection.answers(text, clock=1000.0, seconds=1.0) == Ran(1.0, 0.0, 7 * 1024, "x86_64")
    later = inspection.answers(text, clock=900.0, seconds=1.0)
    assert isinstance(later, Ran)
    assert later.ahead == pytest.approx(99.5)
    assert "something else" in str(inspection.answers("hello", 0, 0))


def test_listening_sockets_are_found_in_the_kernels_table() -> None:
    """A connection on the same port is not a listener."""
    assert ports.inodes([TCP], 5000) == {"4242"}
    assert ports.inodes([TCP, ""], 8000) == {"4444"}
    assert ports.inodes([TCP], 22) == set()


def test_lsof_names_the_process() -> None:
    """Its field output has a line for the process id and one for the command."""
    assert ports.lsof("p417\ncControlCenter\nf9\n") == "ControlCenter (pid 417)"
    assert ports.lsof("") == ""


def test_a_held_port_is_a_note_that_names_the_holder() -> None:
    """The process that holds it here is this one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        finding = ports.judge(port, container=lambda _: "")
        assert finding.state is State.WARNING
        if sys.platform == "linux":
            assert f"pid {os.getpid()}" in finding.found
        assert "docker stop web" in ports.judge(port, container=lambda _: "web").mend
    assert ports.judge(port, container=lambda _: "").state is State.FINE


def test_notes_do_not_change_the_exit_status() -> None:
    """Only something to mend does."""
    good, note, bad = fine("a", "x"), warning("b", "y", "do"), mend("c", "z", "do")
    assert report.status([good, note]) == 0
    assert report.status([good, note, bad]) == 1
    assert "c" in report.verdict([good, bad])


def test_plain_lines_tell_state_need_finding_and_mend() -> None:
    """One line a need, the same columns in each."""
    lines = report.plain([fine("engine", "x"), mend("base image", "gone", "build it")])
    assert lines == ["fine  engine      x", "mend  base image  gone -> build it"]


def test_the_table_shows_the_same_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A finding with brackets is text, not markup."""
    report.show([warning("port 5000", "held by [bold]x", "end it")], terminal=True)
    assert "held by [bold]x" in capsys.readouterr().out


def test_without_an_engine_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is to mend, the ports are told, nothing raises."""

    def answer() -> detect.Engine:
        raise detect.NoAnswerError("No container engine answers.")

    monkeypatch.setattr(detect, "detect", answer)
    monkeypatch.setattr(detect, "chosen", lambda: "DOCKER_HOST=ssh://lab")
    findings = doctor.examine()
    assert findings[0] == mend("engine", "No container engine answers.", findings[0].mend)
    assert "ssh://lab" in findings[0].mend
    assert [each.need for each in findings[1:]] == ["port 8000", "port 5000"]


def command(**environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the doctor as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "checker", "doctor"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_an_address_where_nobody_answers_gives_exit_1_and_no_traceback() -> None:
    """The command ends at once and tells what to mend."""
    ended = command(DOCKER_HOST="unix:///nonexistent/docker.sock")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    assert ended.stdout.startswith("mend  engine")


@pytest.mark.engine
@pytest.mark.quiet  # it looks at the clock
def test_on_a_machine_that_is_ready_every_need_is_told_in_three_seconds() -> None:
    """A real engine and a real container: each need has its line, nothing is left behind."""
    began = time.monotonic()
    ended = command(NO_COLOR="1")
    seconds = time.monotonic() - began
    told = [line[6:].split("  ")[0] for line in ended.stdout.splitlines()[:-1]]
    assert told == [
        *("engine", "engine version", "buildx", "compose", "architecture", "memory", "proxy", "base image"),
        *("container", "disk", "clock", "port 8000", "port 5000"),
    ], ended.stdout
    assert ended.returncode == 0, ended.stdout
    assert "\x1b" not in ended.stdout
    assert seconds < 3
    assert _left() == ""


def _left() -> str:
    listing = ["docker", "ps", "-aq", "--filter", "label=org.shipyourmodel.exercise=doctor"]
    return subprocess.run(listing, capture_output=True, text=True, check=True).stdout


def test_a_plugins_version_is_read_from_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each plug-in words it differently."""
    words: dict[str, Any] = {
        "buildx": "github.com/docker/buildx v0.13.1 abc\n",
        "compose": "Docker Compose version 2.26.1-4\n",
    }
    monkeypatch.setattr(inspection, "docker", lambda name, *_: Finished(0, words[name], ""))
    assert [inspection.plugin(name) for name in words] == ["0.13.1", "2.26.1-4"]
