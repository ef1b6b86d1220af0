"""How a container is to be run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.engine.client import client

#: What a container may use: enough for the course's models, too little to harm the machine.
MEMORY = "1g"
PROCESSES = 512


@dataclass(frozen=True)
class Plan:
    """How to run an image: what `docker run` is told."""

    image: str
    labels: Mapping[str, str]
    command: Sequence[str] | None = None
    entrypoint: Sequence[str] | None = None
    """Instead of the image's own; an empty one takes it away."""
    environment: Mapping[str, str] = field(default_factory=dict)
    hostname: str | None = None
    port: int | None = None
    """The container's port to publish on a free port of the host's loopback."""
    publish_on: str = "127.0.0.1"
    read_only: bool = False
    tmpfs: Sequence[str] = ()
    drop_capabilities: bool = False
    health: Mapping[str, Any] | None = None
    """Intervals in nanoseconds and retries, laid over the image's own HEALTHCHECK."""
    stdin: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Absolute path in the container to contents, copied in before the start."""
    user: str = ""
    """Instead of the image's own."""
    folder: str = ""
    """Instead of the image's own WORKDIR."""
    memory: str = MEMORY
    volumes: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """Name of a volume to its path in the container, and whether it is read-only there."""
    network: str = ""
    """A network of the engine, or `none`; empty is the default one."""

    def host_config(self) -> dict[str, Any]:
        """Return the host side of the plan for the SDK."""
        options: dict[str, Any] = {
            "mem_limit": self.memory,
            "memswap_limit": self.memory,
            "pids_limit": PROCESSES,
            "restart_policy": {"Name": "no"},
            "log_config": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "1"}},
            "read_only": self.read_only,
            "tmpfs": dict.fromkeys(self.tmpfs, ""),
            "binds": {name: {"bind": path, "ro": ro} for name, (path, ro) in self.volumes.items()},
        }
        if self.network:
            options["network_mode"] = self.network
        if self.port:
            options["port_bindings"] = {self.port: (self.publish_on,)}
        if self.drop_capabilities:
            options |= {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}
        return client().create_host_config(**options)
