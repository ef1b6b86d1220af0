"""One bash session, as a reader has one terminal: what one command leaves is there for the next."""

import os
import selectors
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from checker.engine.command import kill_group, popen_options

#: Seconds that one command may take.
DEADLINE = 180.0

_START = "exec 2>&1\n"
_READ = 65536


class SessionError(AssertionError):
    """A command did not end in time, or it ended the session."""


class Session:
    """A bash that reads commands from a pipe and writes both of its streams into another."""

    def __init__(self, folder: Path, scratch: Path, environment: dict[str, str]) -> None:
        """Start bash in `folder`; the commands are handed over in files in `scratch`."""
        self._mark = f"end-of-command-{uuid4().hex}"
        self._script = scratch / "command.sh"
        self._status = 0
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **popen_options(),
        )
        self._type(_START)

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """End bash and all that it started."""
        kill_group(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def run(self, command: str, deadline: float = DEADLINE) -> tuple[str, int]:
        """Type a command and return what it wrote, and its exit status.

        The command comes from a file, so that a program that reads standard input does not eat the
        next command; `$?` is what the reader would see. Raises SessionError after `deadline` seconds.
        """
        self._script.write_text(command + "\n", encoding="utf-8")
        self._type(f"(exit {self._status}); . {self._script} </dev/null; printf '%s %d\\n' {self._mark} $?\n")
        output, self._status = self._until_mark(command, time.monotonic() + deadline)
        return output, self._status

    def _type(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()

    def _until_mark(self, command: str, end: float) -> tuple[str, int]:
        assert self._process.stdout
        seen = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not self._ended(seen):
                if not selector.select(max(0.0, end - time.monotonic())):
                    message = f"`{command}` did not end in time. Seen so far:\n{seen.decode(errors='replace')}"
                    raise SessionError(message)
                chunk = os.read(self._process.stdout.fileno(), _READ)
                if not chunk:
                    message = f"`{command}` ended the session."
                    raise SessionError(message)
                seen += chunk
        output, tail = seen.decode(errors="replace").rsplit(self._mark, 1)
        return output, int(tail)

    def _ended(self, seen: bytes) -> bool:
        mark = self._mark.encode()
        return mark in seen and seen.endswith(b"\n") and b"\n" in seen[seen.rindex(mark) :]
