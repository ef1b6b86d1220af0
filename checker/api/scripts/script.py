"""A script that the learner has written: found by the stem of its name, run under a time limit, told about."""

import secrets
import shlex
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Self

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.scripts.ran import Ran
from checker.api.scripts.sandbox import Sandbox
from checker.api.scripts.strays import end_strays
from checker.engine.command import kill_group, popen_options
from checker.errors import EnvironmentFault

#: The variable that marks all processes of one run.
MARK = "SHIP_RUN"

#: Bytes of a script's output that are kept: its end.
KEPT = 256 * 1024
PIECE = 8 * 1024

#: Seconds that a script gets, unless it is given others.
SECONDS = 60.0

#: Seconds in which the rest of the output of a script that has ended arrives.
REST = 2.0


@dataclass(frozen=True)
class Script:
    """A script in the copy of its folder."""

    attempt: Attempt
    path: Path
    shown: str
    """The script's path as a person types it."""

    @classmethod
    def find(cls, attempt: Attempt, folder: Path, name: str, place: str = "") -> Self:
        """Return the script NAME.py or NAME.sh of a folder. Raises Failure where there is none, or two.

        An empty file is none. It runs in a copy of the folder, which it shares with the folder's other scripts;
        another `place` has another copy.
        """
        shown = attempt.shown(folder)
        both = (folder / f"{name}.py", folder / f"{name}.sh")
        found = [path for path in both if path.is_file() and path.stat().st_size]
        expected = f"one script in {shown}: {name}.py or {name}.sh"
        if len(found) > 1:
            raise Failure(f"There are two scripts named {name}.", expected=expected, seen=f"{name}.py and {name}.sh")
        if not found:
            there = ", ".join(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else "no such folder"
            raise Failure(f"There is no script {name}.py or {name}.sh.", expected=expected, seen=there)
        copy = attempt.one(Sandbox).copy_of(folder, place)
        return cls(attempt, copy / found[0].name, f"{shown}/{found[0].name}")

    @property
    def sandbox(self) -> Sandbox:
        """Where it runs."""
        return self.attempt.one(Sandbox)

    @property
    def refused(self) -> list[str]:
        """What the gate has refused to the attempt's scripts so far."""
        return list(self.sandbox.gate.refused)

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None, seconds: float = SECONDS) -> Ran:
        """Run it and return how it ended: by itself, or ended by us after `seconds` with all that it has started."""
        given = dict(environment or {})
        mark = secrets.token_hex(8)
        program = self._program()
        command = [*program, str(self.path), *arguments]
        before = len(self.refused)
        clock = time.monotonic()
        try:
            process = subprocess.Popen(
                command,
                cwd=self.path.parent,
                env=self.sandbox.environment({**given, MARK: mark}),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                **popen_options(),
            )
        except OSError as error:
            raise EnvironmentFault(f"{self.path.name} could not be started: {error}. Type: nox -s doctor") from error
        output = _Output(process.stdout)
        timed_out = False
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            kill_group(process)
            end_strays(f"{MARK}={mark}")
        took = time.monotonic() - clock
        return Ran(
            None if timed_out else process.returncode,
            output.text().replace(str(self.path.parent), str(Path(self.shown).parent)),
            took,
            timed_out,
            refused=tuple(self.refused[before:]),
            shown=self.shown,
            reproduce=self._by_hand(program, arguments, given),
        )

    def _program(self) -> list[str]:
        """Return the interpreter of the script. Raises Failure where it cannot be executed."""
        if self.path.suffix == ".py":
            return [sys.executable]
        if b"\r\n" in self.path.read_bytes():
            raise Failure(
                f"{self.path.name} cannot be executed: its lines end as on Windows.",
                expected="a shell script with Unix line endings",
                seen="lines that end with a carriage return, which the shell takes for a part of each command",
                reproduce=f"sh -n {self.shown}",
            )
        shell = shutil.which("sh")
        if not shell:
            raise Failure(
                f"{self.path.name} cannot be executed: this machine has no `sh`.",
                expected="a script that this machine can run: write it in Python where there is no shell",
                seen="no program `sh` on the PATH",
            )
        return [shell]

    def _by_hand(self, program: list[str], arguments: tuple[str, ...], environment: Mapping[str, str]) -> str:
        name = "sh" if self.path.suffix == ".sh" else Path(program[0]).stem.rstrip("0123456789.") or "python"
        words = [f"{key}={shlex.quote(value)}" for key, value in environment.items()]
        return " ".join([*words, name, self.shown, *map(shlex.quote, arguments)])


class _Output:
    """The end of what a process prints, read beside it: neither a flood nor a leftover process holds us up."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._thread = Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def _read(self, pipe: IO[bytes] | None) -> None:
        if not pipe:
            return
        with pipe:
            while piece := pipe.read(PIECE):
                self._pieces.append(piece)
                self._size += len(piece)
                while self._size > KEPT and len(self._pieces) > 1:
                    self._size -= len(self._pieces.popleft())

    def text(self) -> str:
        """Return what has come."""
        self._thread.join(REST)
        return b"".join(list(self._pieces)).decode("utf-8", "replace")
