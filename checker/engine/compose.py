"""A compose project: started with a deadline, watched while it starts, looked at. pytest-docker takes it down."""

import math
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

from docker.errors import DockerException, NotFound

from checker.deadline import wait_for
from checker.engine.base_errors import no_base
from checker.engine.client import client, translated
from checker.engine.command import Finished, docker
from checker.engine.events import NANO
from checker.errors import EnvironmentFault

#: Seconds that compose may take beyond the deadline of its services.
SLACK = 30.0
#: Seconds in which the engine's last report about a start arrives.
LATE = 3.0

_PROJECT = "com.docker.compose.project"
_SERVICE = "com.docker.compose.service"

_MACHINE = (
    "failed to create endpoint",
    "failed to set up container networking",
    "port is already allocated",
    "no space left on device",
    "address already in use",
    "non-overlapping ipv4 address pool",
    "cannot allocate memory",
)


#: Seconds that an image may take to come from a registry.
PULL = 600.0


def pull(reference: str) -> str:
    """Pull an image; return why that cannot be, empty where it came. Raises EnvironmentFault without a registry."""
    ended = docker("pull", "--quiet", reference, deadline=PULL)
    if ended.ok:
        return ""
    said = ended.err.strip()
    why = no_base(reference, said, said)
    if isinstance(why, EnvironmentFault):
        raise why
    return f"{why} {said}"


_PROGRESS = re.compile(r"\s*(?:Container|Network|Volume) \S+\s+\w+$")


#: Variables of this machine without which the docker command does not find its own parts.
_OWN = ("APPDATA", "DOCKER_CONFIG", "HOME", "LOCALAPPDATA", "PATH", "PROGRAMDATA", "PROGRAMFILES", "SYSTEMROOT",
        "TEMP", "TMP", "USERPROFILE")  # fmt: skip


def objection(file: Path, variables: Mapping[str, str]) -> str:
    """Return what Compose itself says against a file, empty where it takes it.

    For files that our own allow-list has passed: they name nothing outside of their folder. Of this machine's
    variables none is handed on; `variables` are those of the folder's .env file, which they would win over.
    """
    hidden = {name: variables.get(name, "") for name in os.environ if name.upper() not in _OWN}
    ended = docker("compose", "-f", str(file), "config", "--quiet", deadline=SLACK, env=hidden)
    lines = [line for line in ended.err.splitlines() if line.strip() and "level=warning" not in line]
    return "" if ended.ok else "\n".join(lines).replace(f"{file.parent}{os.sep}", "")


@dataclass(frozen=True)
class Moment:
    """A service's container was started, or its health check succeeded for the first time after it had not."""

    service: str
    healthy: bool
    at: float
    """Seconds since the epoch, by the engine's clock."""


@dataclass(frozen=True)
class Up:
    """How a start went: what compose says against it, empty where nothing, and what happened when."""

    problem: str
    moments: tuple[Moment, ...]

    def first(self, service: str, *, healthy: bool) -> float | None:
        """Return when a service was first started, or first healthy; None for never."""
        return min((one.at for one in self.moments if (one.service, one.healthy) == (service, healthy)), default=None)


class _Watch:
    """Hears of starts and of health in a project, from its beginning on: the engine forgets soon what it has said."""

    def __init__(self, project: str) -> None:
        self.moments: list[Moment] = []
        wanted = {"type": "container", "label": f"{_PROJECT}={project}", "event": ["start", "health_status"]}
        with translated():
            self._stream = client().events(filters=wanted, decode=True)

    def __enter__(self) -> Self:
        Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with suppress(OSError, AttributeError, DockerException):
            self._stream.close()

    def _listen(self) -> None:
        # A subscription that is closed under its reader ends with whatever its socket raises.
        with suppress(Exception):
            for raw in self._stream:
                if raw["Action"] in {"start", "health_status: healthy"}:
                    self._keep(raw)

    def _keep(self, raw: dict[str, Any]) -> None:
        service = raw["Actor"]["Attributes"].get(_SERVICE, "")
        self.moments.append(Moment(service, raw["Action"] != "start", raw["timeNano"] / NANO))

    def until(self, wanted: set[tuple[str, bool]]) -> tuple[Moment, ...]:
        """Return the moments once there is one for each service, and for its health where that is wanted."""
        if not wait_for(lambda: wanted <= {(one.service, one.healthy) for one in self.moments} or None, LATE):
            raise EnvironmentFault("The engine did not report when services started. Type: nox -s doctor")
        return tuple(self.moments)


def _reached(state: Mapping[str, Any]) -> tuple[bool, ...]:
    """Return which moments a container that runs has had: its start, and its health."""
    return (False, True) if (state.get("Health") or {}).get("Status") == "healthy" else (False,)


@dataclass(frozen=True)
class Project:
    """A compose file and the name that keeps its objects apart from everybody else's."""

    name: str
    file: Path

    def _compose(self, *words: str, deadline: float) -> Finished:
        """Run a command of compose, without what this machine's own variables and .env files would tell it."""
        ours = {name: "" for name in os.environ if name.startswith("COMPOSE_")} | {"COMPOSE_DISABLE_ENV_FILE": "1"}
        ended = docker("compose", "-f", str(self.file), "-p", self.name, *words, deadline=deadline, env=ours)
        if not ended.ok and any(sign in ended.err.lower() for sign in _MACHINE):
            raise EnvironmentFault(f"The engine could not run the services: {ended.err.strip().splitlines()[-1]}")
        return ended

    def up(self, seconds: float) -> Up:
        """Start every service, wait for its health, and tell how that went.

        Raises EnvironmentFault where the machine keeps a service from starting.
        """
        words = ("up", "--detach", "--wait", "--wait-timeout", f"{math.ceil(seconds)}")
        with _Watch(self.name) as watch:
            ended = self._compose(*words, deadline=seconds + SLACK)
            running = [one for one in self.containers() if one["State"]["Running"]]
            seen = {
                (one["Config"]["Labels"][_SERVICE], healthy) for one in running for healthy in _reached(one["State"])
            }
            return Up("" if ended.ok else self._reason(ended.err), watch.until(seen))

    def _reason(self, said: str) -> str:
        """Return what compose says at last, without its report of progress, and with services' names as they are."""
        lines = [line for line in said.splitlines() if line.strip() and not _PROGRESS.match(line)]
        return "\n".join(lines or said.splitlines()[-1:]).replace(f"{self.name}-", "").strip()

    def scale(self, service: str, count: int, seconds: float) -> str:
        """Have so many containers of a service, and touch no other; return what compose says against it."""
        words = ("up", "--detach", "--no-recreate", "--scale", f"{service}={count}")
        waiting = ("--wait", "--wait-timeout", f"{math.ceil(seconds)}")
        ended = self._compose(*words, *waiting, deadline=seconds + SLACK)
        return "" if ended.ok else self._reason(ended.err)

    def kill(self, service: str) -> str:
        """End one container of a service by SIGKILL, the one that was made last; return its host name."""
        last = max(self.containers(service), key=lambda one: str(one["Created"]))
        with translated():
            client().kill(last["Id"], "KILL")
        return str(last["Config"]["Hostname"])

    def restart(self, service: str, seconds: float) -> None:
        """Restart a service as `docker compose restart` does: its stop signal, then SIGKILL after `seconds`."""
        self._compose("restart", "--timeout", f"{math.ceil(seconds)}", service, deadline=seconds + SLACK)

    def remove(self, seconds: float) -> None:
        """Stop and remove every container, as `down` does. Named volumes stay; those without a name go at once.

        `down` would leave the latter behind: nobody could tell afterwards whose they were.
        """
        self._compose("stop", "--timeout", f"{math.ceil(seconds)}", deadline=seconds + SLACK)
        self._compose("rm", "--force", "--volumes", deadline=SLACK)

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """Return what `docker inspect` says of each container, or of those of a service, running or not."""
        wanted = [f"{_PROJECT}={self.name}", *([f"{_SERVICE}={service}"] if service else [])]
        inspected: list[dict[str, Any]] = []
        with translated():
            for one in client().containers(all=True, filters={"label": wanted}):
                with suppress(NotFound):  # it has gone meanwhile
                    inspected.append(client().inspect_container(one["Id"]))
        return inspected

    def states(self) -> str:
        """Return a line for each service: its name and its state."""
        return self._compose("ps", "--all", "--format", "{{.Service}}: {{.Status}}", deadline=SLACK).out.strip()

    def logs(self, *services: str) -> str:
        """Return what the services, or those named, have printed."""
        plain = ("--no-color", *(["--no-log-prefix"] if services else []))
        return self._compose("logs", *plain, "--tail", "20", *services, deadline=SLACK).out
