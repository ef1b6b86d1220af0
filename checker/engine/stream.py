"""Run a long command and hear each line that it prints, with a deadline for all of it and one for silence."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread

from checker.deadline import Deadline
from checker.engine.command import Finished, kill_group, popen_options
from checker.errors import EngineUnavailable, EnvironmentFault
from checker.text import clean

#: Lines of output that are kept for the report: the end of it.
KEPT = 400

#: Seconds that a command gets to clean up after itself when we no longer want it.
PATIENCE = 30.0


def follow(
    command: Sequence[str],
    heard: Callable[[str], None] = lambda _: None,
    *,
    deadline: float = 600.0,
    quiet: float = 300.0,
    first: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run a command and return how it ended; `heard` gets each line of its output, both streams in one.

    In seconds: `deadline` for all of it, `quiet` for silence, `first` for its first line. An interrupted command is asked to end and waited for, so
    that it removes what it has half made. Raises EnvironmentFault where the command is missing or
    does not end in time.
    """
    process = _start(command, env)
    kept: deque[str] = deque(maxlen=KEPT)

    def take(line: str) -> None:
        kept.append(line)
        heard(line)

    try:
        _listen(process, take, Deadline(deadline), (first or quiet, quiet))
        status = process.wait()
    finally:
        if process.poll() is None:
            _end(process)
    return Finished(status, "\n".join(kept), "")


def _start(command: Sequence[str], env: Mapping[str, str] | None) -> "subprocess.Popen[str]":
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            encoding="utf-8",
            errors="replace",
            **popen_options(),
        )
    except FileNotFoundError:
        if command[0] == "docker":
            raise EngineUnavailable("The docker command is not on this machine. Type: nox -s engine") from None
        raise EnvironmentFault(f"The command `{command[0]}` is not on this machine.") from None


def _listen(
    process: "subprocess.Popen[str]", take: Callable[[str], None], whole: Deadline, silence: tuple[float, float]
) -> None:
    """Hear the output to its end. Raises EnvironmentFault when a deadline passes."""
    lines: Queue[str | None] = Queue()
    Thread(target=_read, args=(process, lines), daemon=True).start()
    quiet, later = silence
    while True:
        patience = min(quiet, whole.left)
        try:
            line = lines.get(timeout=patience)
        except Empty:
            line = None
            if process.poll() is None:
                raise _too_long(process, whole, patience) from None
        if line is None:
            return
        if whole.over:
            raise _too_long(process, whole, patience)
        take(line)
        quiet = later


def _read(process: "subprocess.Popen[str]", lines: Queue[str | None]) -> None:
    for line in process.stdout or ():
        if text := clean(line).strip():
            lines.put(text)
    lines.put(None)


def _too_long(process: "subprocess.Popen[str]", whole: Deadline, patience: float) -> EnvironmentFault:
    command = " ".join(list(process.args)[:2]) if isinstance(process.args, list) else str(process.args)
    waited = f"is not done after {whole.elapsed:.0f} s" if whole.over else f"has said nothing for {patience:.0f} s"
    return EnvironmentFault(f"`{command}` {waited}, so we ended it. Type: nox -s doctor")


def _end(process: "subprocess.Popen[str]") -> None:
    """Ask a command to end, wait for its own cleaning, and end it by force where it does not listen."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    if process.poll() is None:
        kill_group(process)
