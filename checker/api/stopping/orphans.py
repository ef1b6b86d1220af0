"""Whether a container's first process reaps the processes that are left to it."""

import re
from dataclasses import dataclass

from checker.api.service import Service
from checker.deadline import wait_for

#: Seconds that a process which has ended may wait to be reaped.
REAPING = 2.0

#: A shell inside the shell starts a process and becomes `echo`, which waits for no children and ends: the process is
#: left to process 1. (The shell itself would reap a child that ends before it, now and then.) Then all of them.
_LEAVE = '(/bin/true & exec echo "left $!"); '
_TABLE = "cat /proc/[0-9]*/stat"

_LEFT = re.compile(r"^left (\d+)$", re.MULTILINE)
#: Number, name, state and parent of a process, as the kernel prints them.
_STAT = re.compile(r"^(\d+) \((.*)\) (\w) (\d+) ", re.MULTILINE)

_ENDED = "Z"


@dataclass(frozen=True)
class Process:
    """A process of a container, its numbers as the container sees them."""

    number: int
    name: str
    state: str
    parent: int

    def __str__(self) -> str:
        """Return it as `ps` shows one that has ended, with who has to reap it."""
        return f"[{self.name}] <defunct>, process {self.number}, left to process {self.parent}"


def unreaped(service: Service) -> list[Process]:
    """Leave a process to process 1, wait until it is reaped, and return what has ended and is not reaped all the same.

    Raises Failure where the container has no shell to do that with.
    """
    said = _shell(service, _LEAVE + _TABLE)
    match = _LEFT.search(said)
    orphan = int(match[1]) if match else 0
    found = processes(said)

    def look() -> list[Process] | None:
        nonlocal found
        if any(one.state == _ENDED or one.number == orphan for one in found):
            found = processes(_shell(service, _TABLE))
        return None if any(one.state == _ENDED or one.number == orphan for one in found) else found

    wait_for(look, REAPING)
    return [one for one in found if one.state == _ENDED]


def processes(table: str) -> list[Process]:
    """Return the processes of a table in the form of /proc/PID/stat, a line each; other lines are left out."""
    return [Process(int(number), name, state, int(parent)) for number, name, state, parent in _STAT.findall(table)]


def _shell(service: Service, script: str) -> str:
    done = service.execute("sh", "-c", script)
    if not _STAT.search(done.output):
        service.fail(
            "No shell can be started in the container, so its processes cannot be seen.",
            expected="an image with `sh` and `cat`, as the base image has them",
            seen=done.output,
        )
    return done.output
