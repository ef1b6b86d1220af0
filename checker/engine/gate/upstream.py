"""Connections to the engine itself, wherever the docker command finds it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from io import BufferedReader, RawIOBase
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from checker.engine.client import endpoint
from checker.engine.command import popen_options
from checker.errors import EngineUnavailable

#: Seconds that the engine may take for one answer to a question of our own.
ANSWER = 60.0

_PLATFORM = "npipe:////./pipe/docker_engine" if sys.platform == "win32" else "unix:///var/run/docker.sock"


class Link(Protocol):
    """A connection: bytes go both ways, and each side can end on its own."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of this."""

    def makefile(self, mode: Any = "rb", /) -> Any:
        """Return what reads from it."""

    def end_sending(self) -> None:
        """Tell the other side that no more comes."""

    def close(self) -> None:
        """End both ways, also under somebody who reads."""


class _Reader(RawIOBase):
    """What comes over a connection; `take` fills a buffer and tells how many bytes came, 0 at the end."""

    def __init__(self, take: Callable[[Any], int]) -> None:
        self._take = take

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._take(buffer)


class SocketLink:
    """A connection over a socket."""

    def __init__(self, connected: socket.socket) -> None:
        """Take a socket that is connected."""
        self._socket = connected

    def sendall(self, data: bytes, /) -> None:
        """Send all of this."""
        self._socket.sendall(data)

    def makefile(self, mode: Any = "rb", /) -> BufferedReader:  # noqa: ARG002  (the form of a socket's)
        """Return what reads from it."""
        # A socket's own would keep it open until the last of its readers is closed, too.
        return BufferedReader(_Reader(self._socket.recv_into))

    def end_sending(self) -> None:
        """Tell the other side that no more comes."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """End both ways, also under somebody who reads."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class CommandLink:
    """A connection that the docker command makes for us: it knows every way to an engine."""

    def __init__(self) -> None:
        """Start the command."""
        self._process = subprocess.Popen(
            ["docker", "system", "dial-stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            **popen_options(),
        )

    def sendall(self, data: bytes, /) -> None:
        """Send all of this."""
        rest = memoryview(data)
        while self._process.stdin and rest:
            rest = rest[self._process.stdin.write(rest) :]

    def makefile(self, mode: Any = "rb", /) -> BufferedReader:  # noqa: ARG002  (the form of a socket's)
        """Return what reads from it."""
        return BufferedReader(_Reader(self._take))

    def _take(self, buffer: Any) -> int:
        # A pipe is read through a buffer, which can fill ours; its type does not say so.
        return (self._process.stdout.readinto(buffer) or 0) if self._process.stdout else 0  # type: ignore[attr-defined]

    def end_sending(self) -> None:
        """Tell the other side that no more comes."""
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()

    def close(self) -> None:
        """End it."""
        self.end_sending()
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def dial() -> Link:
    """Return a new connection to the engine. Raises EngineUnavailable."""
    address = urlsplit(endpoint() or _PLATFORM)
    try:
        if address.scheme == "unix" and hasattr(socket, "AF_UNIX"):
            connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connected.connect(address.path)
            return SocketLink(connected)
        if address.scheme in {"tcp", "http"} and not os.environ.get("DOCKER_TLS_VERIFY"):
            return SocketLink(socket.create_connection((address.hostname or "localhost", address.port or 2375)))
        return CommandLink()
    except OSError:
        raise EngineUnavailable("No container engine answers. Type: nox -s engine") from None


class _Borrowed:
    """A connection that stays open when the HTTP client lets go of it, which is before it has read the answer."""

    def __init__(self, link: Link) -> None:
        self.sendall = link.sendall
        self.makefile = link.makefile

    def close(self) -> None:
        """Leave it open."""


class _Connection(HTTPConnection):
    """One question to the engine over a connection of ours."""

    def __init__(self, link: Link) -> None:
        super().__init__("docker")
        self._link = link

    def connect(self) -> None:
        """Take the connection that is there."""
        self.sock = _Borrowed(self._link)


def ask(method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
    """Ask the engine something of our own; return the status and the JSON that it answers, None where there is none.

    Raises EngineUnavailable.
    """
    link = dial()
    try:
        connection = _Connection(link)
        target = quote(path, safe="/:@") + (f"?{urlencode(query)}" if query else "")
        headers = {"Connection": "close"} | ({"Content-Type": "application/json"} if body is not None else {})
        connection.request(method, target, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text.strip().startswith((b"{", b"[")) else None
    except ValueError:
        return response.status, None
    except (OSError, HTTPException):
        raise EngineUnavailable("The container engine stopped answering. Type: nox -s engine") from None
    finally:
        link.close()
