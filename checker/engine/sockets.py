"""Which ports a container listens on, as the kernel sees it from inside."""

import re
from dataclasses import dataclass
from pathlib import Path

from checker.engine.command import docker
from checker.engine.container import Container

_LISTEN = "0A"
#: The ends of loopback addresses as the kernel prints them, the bytes of each word turned around: 127.x.y.z, the same
#: in IPv6, and ::1.
_LOOPBACK = re.compile(r"(?:[0-9A-F]{6}7F|0{16}FFFF0000[0-9A-F]{6}7F|0{24}01000000)")


@dataclass(frozen=True)
class Listener:
    """A socket that takes connections: its port, and whether only the container itself can reach it."""

    port: int
    loopback: bool

    def __str__(self) -> str:
        """Return the address as programs write it."""
        return f"{'127.0.0.1' if self.loopback else '0.0.0.0'}:{self.port}"  # noqa: S104  (shown, not bound)


def listeners(container: Container) -> list[Listener]:
    """Return what the container listens on; empty where nothing can be seen."""
    found: set[Listener] = set()
    for name in ("tcp", "tcp6"):
        found |= parse(_table(container, name))
    return sorted(found, key=lambda one: (one.port, one.loopback))


def parse(table: str) -> set[Listener]:
    """Return the listening sockets of a table in the form of /proc/net/tcp."""
    found = set()
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) > 3 and words[3] == _LISTEN:
            address, _, port = words[1].partition(":")
            found.add(Listener(int(port, 16), bool(_LOOPBACK.fullmatch(address))))
    return found


def _table(container: Container, name: str) -> str:
    """Return /proc/net/NAME of the container: from the host where it shows it, else by `cat` inside."""
    try:
        pid = container.state().pid
        if pid and container.id in Path(f"/proc/{pid}/cgroup").read_text(encoding="utf-8"):
            return Path(f"/proc/{pid}/net/{name}").read_text(encoding="utf-8")
    except OSError:
        pass
    return docker("exec", container.id, "cat", f"/proc/net/{name}").out
