"""The gate: it listens where the engine would, and carries what it lets pass to the engine and back."""

import logging
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from threading import Lock, Thread
from typing import Any

from checker.engine.gate.create import Refused
from checker.engine.gate.exchange import Exchange
from checker.engine.gate.message import BadMessage, Request, answer, body_pieces, read_request, whole_body
from checker.engine.gate.objects import Objects
from checker.engine.gate.rules import Answered, Passes, Rules
from checker.engine.gate.upstream import Link, SocketLink, dial
from checker.errors import EnvironmentFault

log = logging.getLogger(__name__)

#: The longest path of a socket that every system takes.
LONGEST_PATH = 100

_REFUSAL = "The course's checker does not let this pass: {}."


class Gate:
    """Listens from its making until it is closed; what was made through it goes away with it."""

    def __init__(self, attempt: Mapping[str, str], folder: Path) -> None:
        """Open it: `attempt` are the labels of the attempt, `folder` is all that containers may see of this machine."""
        self.objects = Objects(token_hex(6), attempt)
        self.refused: list[str] = []
        self.folder = folder
        self._rules = Rules(self.objects, folder)
        self._links: set[Link] = set()
        self._lock = Lock()
        self._home = tempfile.TemporaryDirectory(prefix="ship-")
        self.address = self._listen()
        self.objects.look()
        Thread(target=self._accept, daemon=True, name="gate").start()

    def _listen(self) -> str:
        """Bind the socket and return its address as DOCKER_HOST has it."""
        path = str(Path(self._home.name) / "engine.sock")
        if hasattr(socket, "AF_UNIX") and len(path) < LONGEST_PATH:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.bind(path)
            address = f"unix://{path}"
        else:
            self._socket = socket.create_server(("127.0.0.1", 0))
            address = f"tcp://127.0.0.1:{self._socket.getsockname()[1]}"
        self._socket.listen(64)
        return address

    def close(self) -> None:
        """Close it with all its connections, and remove what was made through it."""
        self.shut()
        self.objects.remove()

    def shut(self) -> None:
        """Close it with all its connections; what was made through it stays."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            links = list(self._links)
        for link in links:
            link.close()
        self._home.cleanup()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._socket.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(SocketLink(connected),), daemon=True, name="gate").start()

    def _serve(self, client: Link) -> None:
        """Serve one request; the answer closes the connection, so that the next one comes through here, too."""
        stream: BufferedReader = client.makefile("rb")
        self._hold(client)
        try:
            if request := read_request(stream):
                self._judge(client, stream, request)
        except BadMessage as error:
            _send(client, 400, "Bad Request", str(error))
        except EnvironmentFault as error:
            _send(client, 502, "Bad Gateway", str(error))
        except (OSError, ValueError):
            log.debug("a connection broke off", exc_info=True)
        except Exception:
            log.exception("the gate broke")
            _send(
                client, 500, "Internal Server Error", "The course's checker broke. That is our fault: please report it."
            )
        finally:
            self._drop(client)

    def _hold(self, link: Link) -> None:
        with self._lock:
            self._links.add(link)

    def _drop(self, link: Link) -> None:
        with self._lock:
            self._links.discard(link)
        link.close()

    def _judge(self, client: Link, stream: BufferedReader, request: Request) -> None:
        if "100-continue" in request.header("expect").lower():
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        read: list[bytes] = []

        def body() -> bytes:
            read.append(whole_body(stream, request.headers))
            return read[0]

        try:
            verdict = self._rules.judge(request, body)
        except Refused as refusal:
            self._refuse(client, stream, request, refusal, read=bool(read))
            return
        if isinstance(verdict, Answered):
            client.sendall(bytes(verdict))
            return
        if read and verdict.body is None:
            verdict = Passes(read[0], hijack=verdict.hijack)
        self._carry(client, stream, request, verdict)

    def _refuse(self, client: Link, stream: BufferedReader, request: Request, refusal: Refused, *, read: bool) -> None:
        log.info("refused %s %s: %s", request.method, request.path, refusal)
        self.refused.append(str(refusal))
        if not read and not request.upgrades:
            for _ in body_pieces(stream, request.headers):
                pass  # who is still sending does not hear an answer
        _send(client, 403, "Forbidden", _REFUSAL.format(refusal))

    def _carry(self, client: Link, stream: BufferedReader, request: Request, verdict: Passes) -> None:
        engine = dial()
        self._hold(engine)
        try:
            Exchange(client, stream, engine, request, verdict).run()
        finally:
            self._drop(engine)


def _send(client: Link, status: int, reason: str, message: str) -> None:
    body: dict[str, Any] = {"message": message}
    with suppress(OSError):
        client.sendall(answer(status, reason, body))
