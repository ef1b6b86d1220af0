"""Build an image with BuildKit through the docker command line: a deadline for all of it, one for silence."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

from checker.deadline import Deadline
from checker.engine.build_errors import BuildFailed, explain
from checker.engine.command import kill_group, popen_options
from checker.engine.disk import DiskWatch
from checker.engine.progress import Progress, Step
from checker.errors import EngineUnavailable
from checker.limits import limits

#: Bytes of a build's report that we read; a build that says more says nothing new.
MOST_OUTPUT = 64 * 1024 * 1024


#: Seconds between two looks at the disk and at the clock.
LOOK = 0.2

#: Seconds in which BuildKit starts a step's process (0.3 measured on two busy cores).
STARTING = 0.6


@dataclass(frozen=True)
class Recipe:
    """What to build: the folder that is the build context, and what `docker build` is told beside it."""

    context: Path
    labels: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Name to value; each reaches the build as a file under /run/secrets."""
    build_args: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    """Name of an image or a stage to what stands in for it: `docker-image://...`, or a folder."""
    output: Path | None = None
    """A folder that receives the files of the last stage, instead of an image."""
    no_cache: bool = False
    dockerfile: Path | None = None
    target: str = ""

    def command(self, scratch: Path) -> list[str]:
        """Return the command line; secrets and the image's id go through files in `scratch`."""
        command = ["docker", "build", "--progress=rawjson", "--provenance=false"]
        if self.output:
            command += ["--output", f"type=local,dest={self.output}"]
        else:
            command += ["--load", "--iidfile", str(scratch / "iid")]
        for name, value in self.labels.items():
            command += ["--label", f"{name}={value}"]
        for number, (name, value) in enumerate(self.secrets.items()):
            path = scratch / f"secret-{number}"
            path.touch(mode=0o600)
            path.write_text(value, encoding="utf-8")
            command += ["--secret", f"id={name},src={path}"]
        for name, value in self.build_args.items():
            command += ["--build-arg", f"{name}={value}"]
        for name, value in self.contexts.items():
            command += ["--build-context", f"{name}={value}"]
        if self.target:
            command += ["--target", self.target]
        if self.no_cache:
            command.append("--no-cache")
        if self.dockerfile:
            command += ["--file", str(self.dockerfile)]
        return [*command, str(self.context)]


@dataclass(frozen=True)
class Build:
    """A build that succeeded: the image's id (empty where files were asked for) and the steps."""

    image: str
    steps: tuple[Step, ...]


def build(recipe: Recipe, say: Callable[[str], None]) -> Build:
    """Build an image and return its id and steps.

    Raises BuildFailed where the Dockerfile or what it runs is at fault, EnvironmentFault where the
    machine is.
    """
    progress = Progress(say)
    disk = DiskWatch()
    with tempfile.TemporaryDirectory(prefix="shipyourmodel-") as name:
        scratch = Path(name)
        status = _run(recipe.command(scratch), progress, disk)
        if status != 0:
            raise explain(progress, disk_was_full=disk.was_nearly_full)
        iid = scratch / "iid"
        image = iid.read_text(encoding="ascii").strip() if iid.exists() else ""
    return Build(image, tuple(progress.steps.values()))


def _run(command: list[str], progress: Progress, disk: DiskWatch) -> int:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "DOCKER_BUILDKIT": "1", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"},
            encoding="utf-8",
            errors="replace",
            **popen_options(),
        )
    except FileNotFoundError:
        raise EngineUnavailable("The docker command is not on this machine. Type: nox -s engine") from None
    try:
        _follow(process, progress, disk)
        return process.wait()
    finally:
        if process.poll() is None:
            _let_it_start(progress)
            kill_group(process)


def _let_it_start(progress: Progress) -> None:
    """Wait until the running step has begun: BuildKit misses a cancel that comes while it starts the process."""
    if step := progress.running:
        Event().wait(max(0.0, STARTING - (time.monotonic() - step.heard)))


def _follow(process: "subprocess.Popen[str]", progress: Progress, disk: DiskWatch) -> None:
    """Read the report to its end. Raises BuildFailed when a deadline passes."""
    lines: Queue[str | None] = Queue()
    Thread(target=_read, args=(process, lines), daemon=True).start()
    whole, quiet = Deadline(limits().build), Deadline(limits().quiet)
    while True:
        with suppress(Empty):
            line = lines.get(timeout=LOOK)
            if line is None:
                return
            progress.line(line)
            quiet = Deadline(limits().quiet)
        disk.look()
        if whole.over or quiet.over:
            raise _too_long(progress, whole)


def _read(process: "subprocess.Popen[str]", lines: Queue[str | None]) -> None:
    read = 0
    if process.stderr:
        with process.stderr as report:
            for line in report:
                read += len(line)
                if read <= MOST_OUTPUT:
                    lines.put(line)
    lines.put(None)


def _too_long(progress: Progress, whole: Deadline) -> BuildFailed:
    step = progress.running or Step(name="before its first step")
    waited = (
        f"is not done after {limits().build:.0f} s" if whole.over else f"has said nothing for {limits().quiet:.0f} s"
    )
    return BuildFailed(
        f"The build never ends: `{step.instruction or step.name}` {waited}.",
        error=f"A build step has to end by itself. This one {waited}, so we ended it.",
        log=step.log,
        step=step.instruction,
    )
