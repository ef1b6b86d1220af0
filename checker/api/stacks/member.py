"""One service of a stack that runs: asked over its published port; every failure carries its logs and state."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from checker.api.failure import Failure
from checker.api.http import Answer, NoAnswer, Request, Silence, new_client, send
from checker.deadline import wait_for
from checker.engine.compose import Project
from checker.limits import limits
from checker.text import tail

log = logging.getLogger(__name__)

#: How many looks at the port pass between two looks at the container itself.
LOOKS = 8

#: Parts of a processor in the engine's unit, and its period in microseconds where none is named.
NANO = 1e9
PERIOD = 100_000


@dataclass(frozen=True)
class Member:
    """A service: its containers may come and go, so each question looks for them anew."""

    project: Project
    service: str
    host: str
    by_hand: str
    port: int = 8000
    """The container's port on which it is asked, unless another one is named."""

    @property
    def address(self) -> tuple[str, int]:
        """Where that port is published; 0 where it is not."""
        return self.host, self.published().get(self.port, 0)

    def hostnames(self) -> list[str]:
        """Return the host name of each container that runs, as the container itself sees it."""
        return [one["Config"]["Hostname"] for one in self.project.containers(self.service) if one["State"]["Running"]]

    def limits(self) -> list[tuple[int, float]]:
        """Return for each container the memory in bytes and the processors that it may use at most; 0 for no limit."""
        return [
            (int(host["Memory"]), host["NanoCpus"] / NANO or (host["CpuQuota"] / (host["CpuPeriod"] or PERIOD)))
            for host in (one["HostConfig"] for one in self.project.containers(self.service))
        ]

    def published(self) -> dict[int, int]:
        """Return container port to host port of all that the service publishes."""
        found: dict[int, int] = {}
        for one in self.project.containers(self.service):
            for port, places in (one["NetworkSettings"]["Ports"] or {}).items():
                found |= {int(port.partition("/")[0]): int(place["HostPort"]) for place in places or []}
        return found

    def mounts(self) -> dict[str, str]:
        """Return path in the container to the name of the volume there; empty for a volume without a name."""
        prefix = f"{self.project.name}_"
        return {
            mount["Destination"]: name.removeprefix(prefix)
            if (name := mount.get("Name", "")).startswith(prefix)
            else ""
            for one in self.project.containers(self.service)
            for mount in one["Mounts"]
        }

    def expect_answering(self) -> "Member":
        """Return this service if it answers HTTP on its port, published."""
        port = self.port
        if port not in self.published():
            self.fail(
                f"The service {self.service} does not publish port {port}.",
                expected=f"port {port} of its container, published",
                seen=", ".join(map(str, self.published())) or "no published port",
            )
        looks = 0

        def look() -> str | None:
            nonlocal looks
            looks += 1
            try:
                send(new_client(self.host, self.published().get(port, 0)), Request("GET", "/health"))
            except NoAnswer as error:
                return str(error) if looks % LOOKS == 0 and not self._runs() else None
            return ""

        last = wait_for(look, limits().start)
        if last is None or last:
            self.fail(
                f"The service {self.service} does not answer.",
                expected=f"an HTTP answer on port {port} from outside the container",
                seen=last or f"no answer within {limits().start:.0f} s",
            )
        return self

    def _runs(self) -> bool:
        return any(one["State"]["Running"] for one in self.project.containers(self.service))

    def get(self, path: str) -> Answer:
        """Send GET and return the answer. Raises Failure where none comes."""
        return self.ask(Request("GET", path))

    def get_until(self, path: str, holds: Callable[[Any], bool]) -> Answer:
        """Send GET again and again until the JSON of a 200 answer holds, or time is up; return the last answer."""
        last = self.get(path)

        def look() -> bool | None:
            nonlocal last
            last = self.get(path)
            return (last.status == 200 and holds(last.json())) or None

        wait_for(look, limits().finish, beat=0.1)
        return last

    def post(self, path: str, *, json: Any) -> Answer:
        """Send POST with a JSON value."""
        return self.ask(Request("POST", path, _encoded(json)))

    def ask(self, request: Request) -> Answer:
        """Send a request, twice where the first met silence. Raises Failure where no answer comes whole and in time."""
        address = self.address
        try:
            try:
                return Answer(request, send(new_client(*address), request), self.fail)
            except Silence:
                log.warning("%s met silence: asked again", request)
                return Answer(request, send(new_client(*address), request), self.fail)
        except NoAnswer as error:
            self.fail(f"{request} gets no answer.", expected="an HTTP answer", seen=str(error), request=request)

    def fail(self, summary: str, *, expected: str, seen: str = "", request: Request | None = None) -> NoReturn:
        """Raise a Failure with the states of all services, this one's log, and commands that show the same by hand."""
        ask = f" && curl -i {request.curl}" if request else f" && {self.by_hand} logs {self.service}"
        raise Failure(
            summary,
            expected=expected,
            seen=seen,
            evidence={
                "services": self.project.states(),
                f"logs of {self.service}": tail(self.project.logs(self.service)),
            },
            reproduce=f"{self.by_hand} up --build --wait{ask}",
        )


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
