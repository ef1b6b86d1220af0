"""Which engine answers, where, and whether it is new enough."""

import json
import os
import re
from dataclasses import dataclass
from typing import Any

from checker.engine.command import docker
from checker.errors import CourseError

#: Seconds in which an engine has to say who it is.
ANSWER = 10.0

#: Current docker commands speak API 1.44 and later only: Docker 25 is the first engine that knows it.
OLDEST_API = (1, 44)
#: Podman speaks an older Docker API on purpose; 5.0 is the first with which BuildKit-style builds work as here.
OLDEST_PODMAN = (5, 0)

_TOO_OLD = re.compile(r"(?:client|server|API) version [\d.]+ is too old", re.IGNORECASE)


@dataclass(frozen=True)
class Engine:
    """An engine that answers: what it is, its version and API, its architecture, and where it is."""

    product: str
    version: str
    api: str
    architecture: str
    where: str

    def __str__(self) -> str:
        """Return the engine in words."""
        return f"{self.product} {self.version} ({self.architecture}) at {self.where}"

    @property
    def too_old(self) -> str:
        """Why this engine is too old for the course, with the mend; empty where it is not."""
        if self.product == "Podman":
            oldest = ".".join(map(str, OLDEST_PODMAN))
            return "" if numbers(self.version) >= OLDEST_PODMAN else f"Podman {self.version}: update it to {oldest}."
        if numbers(self.api) >= OLDEST_API:
            return ""
        return f"{self.product} {self.version} speaks API {self.api}; 1.44 is the oldest that works. Update it to 25."


class NoAnswerError(CourseError):
    """No engine answers; the text is what the docker command says about it."""

    exit_code = 1


def numbers(version: str) -> tuple[int, ...]:
    """Return the first two numbers of a version: (1, 44) for `1.44`, (26, 1) for `26.1.5+dfsg1`."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def detect() -> Engine:
    """Return the engine that the docker command talks to. Raises NoAnswerError."""
    try:
        said = docker("version", "--format", "json", deadline=ANSWER)
    except CourseError as error:
        # What to type next is for our caller to say: it knows this machine.
        raise NoAnswerError(str(error).partition(" Type: ")[0]) from None
    if match := _TOO_OLD.search(said.err):
        raise NoAnswerError(f"The docker command and the engine do not fit: {match[0]}. Update the older one.")
    report = _report(said.out)
    if not report.get("Server"):
        raise NoAnswerError(next((line for line in said.err.splitlines() if line.strip()), "The engine says nothing."))
    return read(report, where())


def read(report: dict[str, Any], place: str) -> Engine:
    """Return the engine that the report of `docker version --format json` describes."""
    server = report["Server"]
    return Engine(
        product=_product(server, place),
        version=str(server.get("Version", "")),
        api=str(server.get("ApiVersion", "")),
        architecture=str(server.get("Arch", "")),
        where=place,
    )


def _product(server: dict[str, Any], place: str) -> str:
    """Return the name by which people know the engine."""
    if any("podman" in str(part.get("Name", "")).lower() for part in server.get("Components") or []):
        return "Podman"
    platform = str((server.get("Platform") or {}).get("Name", ""))
    known = {"docker desktop": "Docker Desktop", "colima": "Colima", "orbstack": "OrbStack", ".rd/": "Rancher Desktop"}
    text = f"{platform} {place}".lower()
    return next((name for sign, name in known.items() if sign in text), "Docker Engine")


def where() -> str:
    """Return the address of the engine: DOCKER_HOST, else the endpoint of the current context."""
    if host := os.environ.get("DOCKER_HOST"):
        return host
    said = docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}", deadline=ANSWER)
    return said.out.strip() if said.ok else "the docker command's default"


def chosen() -> str:
    """Return what in this shell names an engine other than the default: a variable or a context; empty for none."""
    if host := os.environ.get("DOCKER_HOST"):
        return f"DOCKER_HOST={host}"
    try:
        said = docker("context", "show", deadline=ANSWER)
    except CourseError:
        return ""
    name = said.out.strip()
    return f"the context {name}" if said.ok and name not in {"", "default"} else ""


def _report(text: str) -> dict[str, Any]:
    try:
        report = json.loads(text)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}
