"""Several containers that belong together: a compose file of ours, started inside pytest-docker's own clean-up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.setting import LOOPBACK
from checker.api.stacks.member import Member
from checker.engine.compose import Project, Up
from checker.limits import limits
from checker.text import tail

#: Sections of a compose file whose entries become objects of the engine.
SECTIONS = ("services", "networks", "volumes")

#: Seconds between a container's stop signal and its end by force.
GRACE = 5.0


def write_stack(attempt: Attempt, contents: Mapping[str, Any]) -> Path:
    """Write a compose file whose services, networks and volumes all carry the attempt's labels; return its path.

    `contents` has the form of a compose file, and a `$` in it is a dollar sign: nothing is taken from this
    machine's environment. The default network is named, so that it is labelled too.
    """
    labelled: dict[str, Any] = _plain(json.loads(json.dumps(contents)))
    labelled.setdefault("networks", {}).setdefault("default", {})
    for section in SECTIONS:
        for name, entry in (labelled.get(section) or {}).items():
            labelled[section][name] = {**(entry or {}), "labels": attempt.labels}
    import yaml  # noqa: PLC0415  (most exercises have no stack, and grade 20 ms sooner without it)

    path = attempt.new_folder() / "compose.yml"
    path.write_text(yaml.safe_dump(labelled), encoding="utf-8")
    return path


def _plain(value: Any) -> Any:
    """Return the same, with every `$` in a text doubled: compose then leaves it alone."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.replace("$", "$$") if isinstance(value, str) else value


def by_hand(attempt: Attempt) -> str:
    """Return how a person begins a command of compose for the attempt's folder."""
    return f"docker compose --project-directory {attempt.shown_folder}"


@dataclass(frozen=True)
class Stack:
    """A stack that runs: its compose project, for commands beyond what pytest-docker's services offer."""

    project: Project
    began: Up
    """What happened when it was started for the first time."""
    by_hand: str = "docker compose"
    """How a person begins a command of compose for the same stack."""

    @classmethod
    def start(cls, project: Project, by_hand: str = "docker compose") -> "Stack":
        """Start every service and wait until each is healthy. Raises Failure with their states and last log lines."""
        return cls(project, _up(project, by_hand), by_hand)

    def member(self, service: str, host: str = LOOPBACK, port: int = 8000) -> Member:
        """Return a service of the stack; its ports are published on `host`, and it is asked on `port` of its own."""
        return Member(self.project, service, host, self.by_hand, port)

    def services(self) -> list[str]:
        """Return the names of the services that have a container, in order."""
        return sorted({one["Config"]["Labels"]["com.docker.compose.service"] for one in self.project.containers()})

    def scale(self, service: str, count: int) -> None:
        """Have so many containers of a service; the others go on as they are. Raises Failure where that cannot be."""
        if problem := self.project.scale(service, count, limits().start):
            raise _not_up(self.project, self.by_hand, problem, f" --scale {service}={count}")

    def kill(self, service: str) -> str:
        """End one container of a service by SIGKILL, the one that was made last; return its host name."""
        return self.project.kill(service)

    def restart(self, service: str) -> None:
        """Restart one service: its container stays, its process is another."""
        self.project.restart(service, GRACE)

    def recreate(self) -> None:
        """Take the stack down, all but its named volumes, and start it again. Raises Failure where it does not."""
        self.project.remove(GRACE)
        _up(self.project, self.by_hand)


def _up(project: Project, by_hand: str) -> Up:
    up = project.up(limits().start)
    if up.problem:
        raise _not_up(project, by_hand, up.problem)
    return up


def _not_up(project: Project, by_hand: str, problem: str, more: str = "") -> Failure:
    return Failure(
        "The services do not all start and turn healthy.",
        expected=f"every service running and healthy within {limits().start:.0f} s",
        seen=problem,
        evidence={"services": project.states(), "logs": tail(project.logs())},
        reproduce=f"{by_hand} up --build --wait{more}",
    )
