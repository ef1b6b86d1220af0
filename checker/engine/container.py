"""One container: create, start, wait, look inside, remove. Speaks to the engine through the SDK."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import requests
from docker.errors import APIError, NotFound

from checker.engine.archive import archive_of
from checker.engine.client import client, translated
from checker.engine.command import Finished, docker
from checker.engine.plan import Plan
from checker.engine.unbroken import unbroken
from checker.errors import EnvironmentFault


class CannotStart(Exception):
    """The engine could not start the container's first process: the text is the engine's own reason."""


@dataclass(frozen=True)
class State:
    """What the engine says of a container now."""

    running: bool
    exit_code: int
    oom_killed: bool
    error: str
    pid: int
    health: str
    health_log: tuple[str, ...]
    """Exit code and output of the last runs of the health check, oldest first."""
    last_health_run: str
    """When the last of them started: it names the run."""
    failing_streak: int


#: What the engine says when the machine, not the image, keeps a container from starting.
_MACHINE = (
    "failed to create endpoint",
    "failed to set up container networking",
    "external connectivity",
    "address already in use",
    "port is already allocated",
    "no space left on device",
    "cgroup",
    "device or resource busy",
    "cannot allocate memory",
)


@contextmanager
def _not_starting() -> Iterator[None]:
    """Tell whose fault it is that a container cannot be made or started: the image's, or the machine's."""
    try:
        yield
    except APIError as error:
        said = error.explanation or str(error)
        if any(sign in said.lower() for sign in _MACHINE):
            raise EnvironmentFault(f"The engine could not start a container: {said}. Type: nox -s doctor") from error
        raise CannotStart(said) from error


def output_of(name: str) -> str:
    """Return what a container that somebody else has made has printed; empty where there is none."""
    with translated():
        try:
            text: bytes = client().logs(name)
        except NotFound:
            return ""
    return text.decode("utf-8", "replace")


class Container:
    """A container that exists."""

    def __init__(self, plan: Plan) -> None:
        """Create it, with its files; it is not started."""
        self.plan = plan
        with unbroken(), translated(), _not_starting():
            made = client().create_container(
                image=plan.image,
                command=list(plan.command) if plan.command is not None else None,
                entrypoint=list(plan.entrypoint) if plan.entrypoint is not None else None,
                hostname=plan.hostname,
                user=plan.user or None,
                working_dir=plan.folder or None,
                environment=dict(plan.environment),
                labels=dict(plan.labels),
                ports=[plan.port] if plan.port else None,
                stdin_open=plan.stdin,
                healthcheck=dict(plan.health) if plan.health else None,
                host_config=plan.host_config(),
            )
        self.id = str(made["Id"])
        self.host_port = 0
        try:
            for path, contents in plan.files.items():
                self.copy_in(path, contents)
        except BaseException:
            self.remove()
            raise

    def copy_in(self, path: str, contents: bytes) -> None:
        """Put a file into the container, readable by everyone."""
        where = PurePosixPath(path)
        with translated(), _not_starting():
            client().put_archive(self.id, "/", archive_of(str(where.relative_to("/")), contents))

    def unpack_in(self, archive: bytes | BinaryIO) -> None:
        """Unpack a tar archive, or an open file of one, at the top of its file system; volumes are reached too."""
        with translated(), _not_starting():
            client().put_archive(self.id, "/", archive)

    def start(self) -> None:
        """Start it. Raises CannotStart where its entry point cannot be executed."""
        with translated(), _not_starting():
            client().start(self.id)
        if self.plan.port:
            ports = self.inspect()["NetworkSettings"]["Ports"].get(f"{self.plan.port}/tcp") or []
            self.host_port = int(ports[0]["HostPort"]) if ports else 0

    def feed(self, stdin: bytes, seconds: float) -> bool:
        """Start it with this standard input and wait for its end; False where it did not end in time."""
        try:
            docker("start", "--attach", "--interactive", self.id, stdin=stdin, deadline=seconds)
        except EnvironmentFault:
            if not self.state().running:
                raise
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False where it still runs after `seconds`."""
        try:
            with translated():
                client().wait(self.id, timeout=math.ceil(seconds))
        except Exception as error:
            if isinstance(error.__cause__, requests.ReadTimeout | requests.ConnectionError) and self.state().running:
                return False
            raise
        return True

    def signal(self, name: str) -> None:
        """Send its first process a signal, for example `TERM`; one that has ended gets none."""
        with translated():
            try:
                client().kill(self.id, name)
            except APIError as error:
                if error.status_code != 409:  # it does not run any more
                    raise

    def stop(self, seconds: float) -> None:
        """Stop it as `docker stop` does: the image's stop signal, then SIGKILL after `seconds`; returns at its end."""
        with translated():
            client().stop(self.id, timeout=math.ceil(seconds))

    def execute(self, *command: str, user: str = "", seconds: float) -> Finished:
        """Run a command in it and return how it ended. Raises EnvironmentFault where that takes more than `seconds`."""
        options = ("--user", user) if user else ()
        return docker("exec", *options, self.id, *command, deadline=seconds)

    def inspect(self) -> dict[str, Any]:
        """Return what `docker inspect` says of it."""
        with translated():
            found: dict[str, Any] = client().inspect_container(self.id)
        return found

    def state(self) -> State:
        """Return its state now."""
        state = self.inspect()["State"]
        health = state.get("Health") or {}
        runs = health.get("Log") or []
        return State(
            running=state["Running"],
            exit_code=state["ExitCode"],
            oom_killed=state["OOMKilled"],
            error=state["Error"],
            pid=state["Pid"],
            health=health.get("Status", ""),
            health_log=tuple(f"exit code {run['ExitCode']}: {run['Output'].strip()}" for run in runs),
            last_health_run=runs[-1]["Start"] if runs else "",
            failing_streak=health.get("FailingStreak", 0),
        )

    def output(self, *, stdout: bool = True, stderr: bool = True) -> str:
        """Return what it has printed."""
        with translated():
            text: bytes = client().logs(self.id, stdout=stdout, stderr=stderr)
        return text.decode("utf-8", "replace")

    def processes(self) -> list[tuple[int, str]]:
        """Return the user id and the command line of each of its processes; empty where it does not run."""
        with translated():
            if not self.state().running:
                return []
            table = client().top(self.id, ps_args="-eo pid,uid,args")
        return [(int(uid), args) for _, uid, args in table["Processes"]]

    def remove(self) -> None:
        """Remove it and its anonymous volumes, running or not."""
        with translated():
            try:
                client().remove_container(self.id, v=True, force=True)
            except NotFound:
                return
