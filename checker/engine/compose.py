"""A compose project: started with a deadline, looked at. pytest-docker takes it down."""

from dataclasses import dataclass
from pathlib import Path

from checker.engine.command import docker
from checker.errors import EnvironmentFault

#: Seconds that compose may take beyond the deadline of its services.
SLACK = 30.0

_MACHINE = (
    "failed to create endpoint",
    "port is already allocated",
    "no space left on device",
    "address already in use",
)


@dataclass(frozen=True)
class Project:
    """A compose file and the name that keeps its objects apart from everybody else's."""

    name: str
    file: Path

    @property
    def _command(self) -> tuple[str, ...]:
        return ("compose", "-f", str(self.file), "-p", self.name)

    def up(self, seconds: float) -> str:
        """Start every service and wait for its health; return what compose says against it, empty where nothing.

        Raises EnvironmentFault where the machine keeps a service from starting.
        """
        words = ("up", "--detach", "--wait", "--wait-timeout", f"{seconds:.0f}")
        ended = docker(*self._command, *words, deadline=seconds + SLACK)
        if any(sign in ended.err.lower() for sign in _MACHINE):
            raise EnvironmentFault(f"The engine could not start the services: {ended.err.strip().splitlines()[-1]}")
        return "" if ended.ok else ended.err.strip()

    def states(self) -> str:
        """Return a line for each service: its name and its state."""
        return docker(*self._command, "ps", "--all", "--format", "{{.Service}}: {{.Status}}").out.strip()

    def logs(self) -> str:
        """Return what the services have printed."""
        return docker(*self._command, "logs", "--no-color", "--tail", "20").out
