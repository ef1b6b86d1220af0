"""Facts about the engine that the doctor reports: its plug-ins, its resources, a real container."""

import json
import time
from dataclasses import dataclass
from typing import Any

from checker.engine import labels
from checker.engine.command import docker
from checker.errors import CourseError

#: Seconds in which a container that prints five lines has to be done.
CONTAINER = 20.0

#: What the container prints: its clock, its disk in KiB, its architecture.
_ASK = 'date +%s.%N; df -Pk / | tail -n 1; uname -m; echo "$(hostname)"'


@dataclass(frozen=True)
class Ran:
    """A real container's answers: seconds it took, clock ahead of this machine, free bytes on its disk, machine."""

    seconds: float
    ahead: float
    free: int
    machine: str


def plugin(name: str) -> str:
    """Return the version of a plug-in of the docker command (`buildx`, `compose`), empty where it is missing."""
    try:
        said = docker(name, "version")
    except CourseError:
        return ""
    words = said.out.replace("+", " ").split()
    return next((word.lstrip("v") for word in words if word.lstrip("v")[:1].isdigit()), "") if said.ok else ""


def info() -> dict[str, Any]:
    """Return the report of `docker info`; empty where there is none."""
    try:
        said = docker("info", "--format", "json")
        report = json.loads(said.out)
    except (CourseError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def publishing(port: int) -> str:
    """Return the name of a container that publishes a port of this machine, empty for none."""
    try:
        said = docker("ps", "--filter", f"publish={port}", "--format", "{{.Names}} {{.Ports}}")
    except CourseError:
        return ""
    lines = [line for line in said.out.splitlines() if f":{port}->" in line]
    return lines[0].split(" ", 1)[0] if lines else ""


def run(image: str) -> Ran | str:
    """Run a container that tells about itself and is removed; return its answers, or the engine's error."""
    command = ["run", "--rm", "--network=none", "--pull=never"]
    for name, value in labels.labels("doctor", "doctor", labels.Owner.current()).items():
        command += ["--label", f"{name}={value}"]
    began, clock = time.monotonic(), time.time()
    try:
        said = docker(*command, "--entrypoint=sh", image, "-c", _ASK, deadline=CONTAINER)
    except CourseError as error:
        return str(error)
    seconds = time.monotonic() - began
    return answers(said.out, clock, seconds) if said.ok else last_line(said.err)


def answers(text: str, clock: float, seconds: float) -> Ran | str:
    """Return what the container printed, in numbers; `clock` is this machine's before it ran for `seconds`."""
    lines = text.splitlines()
    try:
        there, free, machine = float(lines[0]), int(lines[1].split()[3]) * 1024, lines[2].strip()
    except (IndexError, ValueError):
        return f"the container printed something else: {text[:100]!r}"
    # The container read its clock at some moment of the run: within it there is no difference.
    ahead = there - clock if there < clock else max(0.0, there - clock - seconds)
    return Ran(seconds, ahead, free, machine)


def last_line(said: str) -> str:
    """Return the last line that tells something."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and "--help" not in line]
    return lines[-1] if lines else "the engine gives no reason"
