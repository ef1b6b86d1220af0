"""What a person does to get an engine where we cannot install one: one line a step, for each system."""

import os
import shutil
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from checker.engine.host import Host

ANOTHER = "docker context ls, docker context use NAME, or unset DOCKER_HOST"

_AGAIN = "Check: nox -s doctor"

_STEPS = {
    "darwin": (
        "Install an engine: Docker Desktop, OrbStack or Rancher Desktop.",
        "Start it and wait until its window says that it runs.",
        "Without a window: brew install colima docker docker-buildx docker-compose, then: colima start",
        _AGAIN,
    ),
    "win32": (
        "Turn on WSL 2, in PowerShell as administrator: wsl --install",
        "Install Docker Desktop or Rancher Desktop and choose its WSL 2 engine.",
        "Start it and wait until its window says that it runs.",
        _AGAIN,
    ),
    "wsl": (
        "On Windows, install and start Docker Desktop or Rancher Desktop.",
        "In its settings, under WSL integration, turn on this distribution.",
        "Open a new terminal of this distribution.",
        _AGAIN,
    ),
    "debian": (
        'As an administrator, let the course install the engine: sudo env PATH="$PATH" nox -s engine',
        'Let your account use it: sudo usermod -aG docker "$USER"',
        "Log out and in again.",
        _AGAIN,
    ),
    "linux": (
        "Install Docker 25 or newer from your distribution: docker, docker-buildx and docker-compose.",
        "Start it: sudo systemctl enable --now docker",
        'Let your account use it: sudo usermod -aG docker "$USER", then log out and in again.',
        _AGAIN,
    ),
}


def kind(host: Host) -> str:
    """Return which steps fit a machine."""
    if host.system != "linux":
        return host.system if host.system in _STEPS else "linux"
    if host.wsl:
        return "wsl"
    return "debian" if host.distribution and host.apt and not host.root else "linux"


def steps(host: Host, sockets: Iterable[Path] | None = None) -> list[str]:
    """Return the steps for a machine; an engine that answers at a place where docker does not look comes first."""
    # Without the docker command an address helps nobody.
    places = (usual_sockets() if shutil.which("docker") else []) if sockets is None else sockets
    if found := answering(places):
        return [f"An engine answers at {found}. Use it: export DOCKER_HOST=unix://{found}", _AGAIN]
    lines = _STEPS[kind(host)]
    if host.system == "linux" and host.dockerd and not host.wsl and not host.root:
        lines = ("Start the engine that is installed: sudo systemctl start docker", *lines[1:])
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def usual_sockets() -> list[Path]:
    """Return where engines listen that are installed for one account."""
    home = Path.home()
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    return [
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".rd/docker.sock",
        home / ".orbstack/run/docker.sock",
        runtime / "docker.sock",
        runtime / "podman/podman.sock",
        Path("/run/podman/podman.sock"),
        Path("/var/run/docker.sock"),
    ]


def answering(sockets: Iterable[Path]) -> Path | None:
    """Return the first socket at which an engine answers a ping."""
    return next((path for path in sockets if _pings(path)), None)


def _pings(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2.0)
            connection.connect(str(path))
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
            return b"200" in connection.recv(64)
    except OSError:
        return False
