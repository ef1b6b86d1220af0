"""Run the docker command line, with a deadline, in a process group that dies with us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.errors import EngineUnavailable, EnvironmentFault

#: Seconds that a command which should answer at once may take.
QUICK = 30.0

_GONE = ("cannot connect to the docker daemon", "is the docker daemon running", "error during connect")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Finished:
    """A command that ended: exit status, standard output and standard error as text."""

    status: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        """Whether the command ended with status 0."""
        return self.status == 0


@cache
def _prctl() -> Any:
    """Return the C library's prctl, loaded once before any fork."""
    return ctypes.CDLL(None, use_errno=True).prctl


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the process that started it ends (Linux)."""
    _prctl()(_PR_SET_PDEATHSIG, signal.SIGKILL)


def popen_options(*, outlives_us: bool = False) -> dict[str, Any]:
    """Return the `subprocess.Popen` options of a child that we can end together with all it started.

    A child that outlives us cleans up by itself when we are gone; any other one goes with us.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "linux" and not outlives_us:
        _prctl()
        options["preexec_fn"] = die_with_parent
    return options


def kill_group(process: "subprocess.Popen[Any]") -> None:
    """End a child made with `popen_options`, and all it started, and reap it."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def docker(
    *args: str,
    deadline: float = QUICK,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run `docker ARGS` and return how it ended.

    `deadline` is in seconds. Raises EngineUnavailable where the command is missing or no engine
    answers, EnvironmentFault where it does not end in time.
    """
    try:
        process = subprocess.Popen(
            ["docker", *args],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            **popen_options(),
        )
    except FileNotFoundError:
        raise EngineUnavailable("The docker command is not on this machine. Type: nox -s engine") from None
    try:
        out, err = process.communicate(stdin, timeout=deadline)
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(f"`docker {args[0]}` did not answer in {deadline:.0f} s. Type: nox -s doctor") from None
    finally:
        if process.poll() is None:
            kill_group(process)
    finished = Finished(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    if not finished.ok and any(sign in finished.err.lower() for sign in _GONE):
        raise EngineUnavailable("No container engine answers. Type: nox -s engine")
    return finished
