"""Which engine answers, and what a person is told where none does."""

import re
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from checker.engine import detect, host, install, ready, start, steps
from checker.engine.host import Host
from checker.errors import EnvironmentFault

ENGINE = detect.Engine("Docker Engine", "26.1.5", "1.45", "amd64", "unix:///var/run/docker.sock")


def server(**fields: Any) -> dict[str, Any]:
    """Return a report of `docker version` whose server has these fields."""
    return {"Server": {"Version": "27.1.1", "ApiVersion": "1.46", "Arch": "arm64", **fields}}


@pytest.mark.parametrize(
    ("fields", "place", "product"),
    [
        ({}, "unix:///var/run/docker.sock", "Docker Engine"),
        ({"Platform": {"Name": "Docker Desktop 4.34.0"}}, "npipe:////./pipe/docker_engine", "Docker Desktop"),
        ({"Platform": {"Name": ""}}, "unix:///Users/a/.colima/default/docker.sock", "Colima"),
        ({}, "unix:///Users/a/.rd/docker.sock", "Rancher Desktop"),
        ({"Components": [{"Name": "Podman Engine"}]}, "unix:///run/podman/podman.sock", "Podman"),
        ({"Components": None, "Platform": None}, "ssh://lab", "Docker Engine"),
    ],
)
def test_the_engine_is_called_by_the_name_people_know(fields: dict[str, Any], place: str, product: str) -> None:
    """The product comes from the report, else from where the engine is."""
    assert detect.read(server(**fields), place).product == product


@pytest.mark.parametrize(
    ("product", "version", "api", "old"),
    [
        ("Docker Engine", "26.1.5", "1.45", False),
        ("Docker Engine", "25.0.0", "1.44", False),
        ("Docker Engine", "24.0.9", "1.43", True),
        ("Docker Engine", "20.10.24+dfsg1", "1.41", True),
        ("Podman", "5.4.2", "1.41", False),
        ("Podman", "4.3.1", "1.41", True),
    ],
)
def test_an_engine_that_is_too_old_is_said_to_be(product: str, version: str, api: str, *, old: bool) -> None:
    """Podman is judged by its own version: it tells an older API on purpose."""
    engine = detect.Engine(product, version, api, "amd64", "somewhere")
    assert bool(engine.too_old) is old
    if old:
        with pytest.raises(ready.NotReadyError, match=f"{re.escape(version)}.*too old.*pdate it to"):
            ready.usable(engine)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("ID=debian\nVERSION_CODENAME=bookworm\n", "debian"),
        ('NAME="Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "ubuntu"),
        ('ID="fedora"\n', ""),
        ("", ""),
    ],
)
def test_the_distribution_comes_from_os_release(text: str, family: str) -> None:
    """A distribution like Debian or Ubuntu counts as one."""
    assert host.family(host.os_release(text)) == family


@pytest.mark.parametrize(
    ("here", "kind", "words"),
    [
        (Host("darwin"), "darwin", "colima start"),
        (Host("win32"), "win32", "wsl --install"),
        (Host("linux", distribution="ubuntu", apt=True, wsl=True, root=True), "wsl", "WSL integration"),
        (Host("linux", distribution="debian", apt=True), "debian", "sudo env"),
        (Host("linux"), "linux", "systemctl enable"),
        (Host("freebsd14"), "linux", "systemctl enable"),
    ],
)
def test_each_system_gets_its_steps_one_a_line(here: Host, kind: str, words: str) -> None:
    """Every list ends with the command that checks it."""
    lines = steps.steps(here, sockets=())
    assert steps.kind(here) == kind
    assert words in "\n".join(lines)
    assert lines[-1].endswith("nox -s doctor")


def test_an_installed_engine_that_sleeps_is_started_first() -> None:
    """Who has dockerd already is not told to install it."""
    assert "systemctl start docker" in steps.steps(Host("linux", dockerd=True), sockets=())[0]


def test_an_engine_at_another_socket_is_offered(tmp_path: Path) -> None:
    """A socket that answers a ping is named, one that nobody listens at is not."""
    dead, path = tmp_path / "dead.sock", tmp_path / "live.sock"
    dead.touch()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(1)
        answer = Thread(target=_pong, args=(listener,))
        answer.start()
        assert f"DOCKER_HOST=unix://{path}" in steps.steps(Host("linux"), sockets=[dead, path])[0]
        answer.join()


def _pong(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nOK")


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Callable[[Host, str], list[str]]:
    """Return a function that puts in place a machine where no engine answers; it lists what was done."""
    done: list[str] = []

    def put(here: Host, chosen: str = "") -> list[str]:
        def answer() -> detect.Engine:
            if "start" not in done:
                raise detect.NoAnswerError("No container engine answers.")
            return ENGINE

        monkeypatch.setattr(detect, "detect", answer)
        monkeypatch.setattr(detect, "chosen", lambda: chosen)
        monkeypatch.setattr(host, "current", lambda: here)
        monkeypatch.setattr(ready, "complete", lambda found: found.dockerd)
        monkeypatch.setattr(install, "install", lambda *_: done.append("install"))
        monkeypatch.setattr(start, "start", lambda *_: done.append("start"))
        return done

    return put


@pytest.fixture(autouse=True)
def _own_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ready, "LOCK", tmp_path / "engine.lock")


ROOT = Host("linux", distribution="debian", suite="bookworm", root=True, apt=True)


def test_a_bare_machine_gets_an_engine(silent: Callable[..., list[str]]) -> None:
    """Root on Debian: install, then start, then it answers."""
    done = silent(ROOT)
    assert ready.ready(done.append) is ENGINE
    assert [step for step in done if step in {"install", "start"}] == ["install", "start"]


def test_an_installed_daemon_is_only_started(silent: Callable[..., list[str]]) -> None:
    """Nothing is installed where all parts are here."""
    done = silent(Host("linux", distribution="debian", root=True, apt=True, dockerd=True))
    ready.ready(lambda _: None)
    assert done == ["start"]


@pytest.mark.parametrize(("here", "chosen"), [(Host("darwin"), ""), (ROOT, "DOCKER_HOST=ssh://lab")])
def test_elsewhere_nothing_is_touched(silent: Callable[..., list[str]], here: Host, chosen: str) -> None:
    """On another system, and where the shell asks for an engine by name, there are steps and exit status 1."""
    done = silent(here, chosen)
    with pytest.raises(ready.NotReadyError) as raised:
        ready.ready(lambda _: None)
    assert raised.value.exit_code == 1
    assert len(str(raised.value).splitlines()) > 1
    assert done == []


def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> start.Daemon:
    """Put a dockerd in place that is a shell script; nothing answers at its address."""
    command = tmp_path / "dockerd"
    command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(start, "which_dockerd", lambda: str(command))
    return start.Daemon(host=f"unix://{tmp_path}/none.sock", log=tmp_path / "log")


def test_a_daemon_that_ends_at_once_tells_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error that it logged and the place of the log stand in one line."""
    broken = daemon(tmp_path, monkeypatch, "echo starting; echo failed to start daemon: no cgroups; exit 1")
    with pytest.raises(EnvironmentFault, match=f"no cgroups. Its log: {broken.log}"):
        start.spawn(broken, lambda _: None)


def test_a_daemon_that_never_answers_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not stay behind."""
    monkeypatch.setattr(start, "ANSWER", 0.3)
    silent_one = daemon(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid; exec tail -f /dev/null")
    with pytest.raises(EnvironmentFault, match="does not answer"):
        start.spawn(silent_one, lambda _: None)
    assert not Path("/proc", (tmp_path / "pid").read_text(encoding="ascii").strip()).exists()


def test_a_machine_without_dockerd_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, with the command that installs it."""
    monkeypatch.setattr(start, "which_dockerd", lambda: None)
    with pytest.raises(EnvironmentFault, match="nox -s engine"):
        start.spawn(start.Daemon(), lambda _: None)
