"""Run a long command and hear each line that it prints, with a deadline for all of it and one for silence."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread

from checker.deadline import Deadline
from checker.engine.command import Finished, kill_group, popen_options
from checker.errors import EngineUnavailable, EnvironmentFault
from checker.text import clean

#: Lines of output that are kept for the report: the end of it.
KEPT = 400

#: Seconds that a command gets to clean up after itself when we no longer want it.
CLEANING = 30.0


@dataclass(frozen=True)
class Patience:
    """Seconds that a command may take: all of it, each silence, and the silence before its first line."""

    whole: float = 600.0
    quiet: float = 300.0
    first: float = 300.0


def follow(
    command: Sequence[str],
    heard: Callable[[str], None] = lambda _: None,
    *,
    patience: Patience = Patience(),
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run a command and return how it ended; `heard` gets each line of its output, both streams in one.

    An interrupted command is asked to end and waited for, so that it removes what it has half made.
    Raises EnvironmentFault where the command is missing or does not end in time.
    """
    process = _start(command, env)
    kept: deque[str] = deque(maxlen=KEPT)

    def take(line: str) -> None:
        kept.append(line)
        heard(line)

    try:
        _listen(process, take, patience)
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


def _listen(process: "subprocess.Popen[str]", take: Callable[[str], None], patience: Patience) -> None:
    """Hear the output to its end. Raises EnvironmentFault when a deadline passes."""
    lines: Queue[str | None] = Queue()
    # It ends with the process, which closes its end of the pipe, and closes ours.
    Thread(target=_read, args=(process, lines), daemon=True, name=f"output of {process.pid}").start()
    whole = Deadline(patience.whole)
    quiet = patience.first
    while True:
        waiting = min(quiet, whole.left)
        try:
            line = lines.get(timeout=waiting)
        except Empty:
            if process.poll() is None:
                raise _too_long(process, whole, waiting) from None
            line = None
        if line is None:
            return
        if whole.over:
            raise _too_long(process, whole, waiting)
        take(line)
        quiet = patience.quiet


def _read(process: "subprocess.Popen[str]", lines: Queue[str | None]) -> None:
    if process.stdout:
        with process.stdout as output:
            for line in output:
                if text := clean(line).strip():
                    lines.put(text)
    lines.put(None)


def _too_long(process: "subprocess.Popen[str]", whole: Deadline, waited: float) -> EnvironmentFault:
    command = " ".join(list(process.args)[:2]) if isinstance(process.args, list) else str(process.args)
    what = f"is not done after {whole.elapsed:.0f} s" if whole.over else f"has said nothing for {waited:.0f} s"
    return EnvironmentFault(f"`{command}` {what}, so we ended it. Type: nox -s doctor")


def _end(process: "subprocess.Popen[str]") -> None:
    """Ask a command to end, wait for its own cleaning, and end it by force where it does not listen."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(CLEANING)
    if process.poll() is None:
        kill_group(process)
