"""Start dockerd where it is installed and does not run: through systemd, else in a session of its own."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checker.deadline import wait_for
from checker.engine.bridge import settle
from checker.engine.command import docker
from checker.engine.host import Host, which_dockerd
from checker.errors import CourseError, EnvironmentFault

#: Seconds in which a daemon that was started has to answer, and between two questions.
ANSWER = 60.0
BEAT = 0.2

#: Where daemons note their process ids, and what each is called.
PID_FILES = (
    (Path("/var/run/docker.pid"), "dockerd"),
    (Path("/var/run/docker/containerd/containerd.pid"), "containerd"),
)

#: Where the log of a dockerd goes that no init looks after.
LOG = Path("/var/log/dockerd.log")


@dataclass(frozen=True)
class Daemon:
    """How dockerd is started: its options, where it answers ("" is the default), where its log goes."""

    options: Sequence[str] = ()
    host: str = ""
    log: Path = LOG

    @property
    def answers(self) -> bool:
        """Whether the daemon answers."""
        address = ("--host", self.host) if self.host else ()
        try:
            return docker(*address, "version", "--format", "{{.Server.Version}}").ok
        except CourseError:
            return False


def start(host: Host, say: Callable[[str], None], daemon: Daemon | None = None) -> None:
    """Start the engine and return when it answers. Raises EnvironmentFault, which names the log."""
    if host.systemd and daemon is None:
        _systemd(say)
    else:
        spawn(daemon or Daemon(), say)
        with suppress(OSError):  # a daemon that may not set it answers all the same
            settle()


def _systemd(say: Callable[[str], None]) -> None:
    say("starting the service docker")
    ended = subprocess.run(
        ["systemctl", "enable", "--now", "docker"], capture_output=True, text=True, check=False, timeout=120
    )
    if ended.returncode != 0 or wait_for(lambda: Daemon().answers or None, ANSWER, BEAT) is None:
        raise EnvironmentFault("The service docker does not start. Read why: journalctl -u docker -n 30")
    say("its log: journalctl -u docker")


def spawn(daemon: Daemon, say: Callable[[str], None]) -> "subprocess.Popen[bytes]":
    """Start dockerd in a session of its own, which outlives this process, and return it when it answers."""
    command = which_dockerd()
    if command is None:
        raise EnvironmentFault("dockerd is not on this machine. Type: nox -s engine")
    for path, name in PID_FILES:
        forget_dead(path, name)
    say(f"starting dockerd; its log: {daemon.log}")
    daemon.log.parent.mkdir(parents=True, exist_ok=True)
    address = ("--host", daemon.host) if daemon.host else ()
    with daemon.log.open("ab") as log:
        process = subprocess.Popen(
            [command, *address, *daemon.options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
        )

    def settled() -> bool | None:
        if process.poll() is not None:
            return False
        return True if daemon.answers else None

    if wait_for(settled, ANSWER, BEAT):
        return process
    if process.poll() is None:
        process.terminate()
        process.wait(ANSWER)
        raise EnvironmentFault(f"dockerd does not answer after {ANSWER:.0f} s, so we ended it. Its log: {daemon.log}")
    raise EnvironmentFault(f"dockerd does not start: {_reason(daemon.log)} Its log: {daemon.log}")


def forget_dead(path: Path, name: str) -> None:
    """Remove the pid file of a daemon that was killed: its number may be a zombie's by now, or somebody else's.

    A new daemon takes any process of that number for the old one, and does not start.
    """
    try:
        pid = int(path.read_text(encoding="ascii"))
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return
    command, _, rest = stat.partition("(")[2].rpartition(")")
    if command != name or rest.split()[0] in {"Z", "X"}:
        path.unlink(missing_ok=True)


def _reason(log: Path) -> str:
    """Return the last line of a daemon's log that tells of an error."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-50:]
    errors = [line for line in lines if "failed" in line.lower() or "error" in line.lower()]
    return ((errors or lines or ["it says nothing"])[-1])[:300].rstrip(".") + "."
