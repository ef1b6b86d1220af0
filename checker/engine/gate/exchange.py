"""One request carried to the engine, and its answer carried back: streams and other protocols, too."""

from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from threading import Thread

from checker.engine.gate.message import PIECE, Headers, Request, body_pieces, lines_of, pump, read_head
from checker.engine.gate.rules import Passes
from checker.engine.gate.upstream import Link

#: What the engine says when it goes on in another protocol; older clients get the second one.
_SWITCHING = "101"
_RAW = "docker.raw-stream"


@dataclass(frozen=True)
class Exchange:
    """Both connections, the request, and what the rules say of it."""

    client: Link
    stream: BufferedReader
    """What the client sends."""
    engine: Link
    request: Request
    verdict: Passes

    def run(self) -> None:
        """Carry it; returns when the engine has said all."""
        self.engine.sendall(self.request.head(self._headers()))
        if self.verdict.body is not None:
            self.engine.sendall(self.verdict.body)
        answers: BufferedReader = self.engine.makefile("rb")
        if self.verdict.hijack:
            self._hijacked(answers)
        else:
            Thread(target=self._send_on, daemon=True, name="gate").start()
            pump(lambda: answers.read1(PIECE), self.client.sendall)

    def _headers(self) -> Headers:
        """Return the headers for the engine: one request a connection, and the length of a body of ours."""
        dropped = ["expect"]
        added: Headers = []
        if not (self.verdict.hijack and self.request.upgrades):
            dropped += ["connection", "upgrade", "keep-alive"]
            added.append(("Connection", "close"))
        if self.verdict.body is not None:
            dropped += ["content-length", "transfer-encoding"]
            added.append(("Content-Length", str(len(self.verdict.body))))
        return [*self.request.without(*dropped), *added]

    def _send_body(self) -> None:
        if self.verdict.body is None:
            for piece in body_pieces(self.stream, self.request.headers):
                self.engine.sendall(piece)

    def _send_on(self) -> None:
        """Send the rest of the request's body; when the client then goes, the engine need not go on answering."""
        with suppress(OSError, ValueError):
            self._send_body()
            while self.stream.read1(PIECE):
                pass  # whatever comes after one request gets no answer
        self.engine.close()

    def _hijacked(self, answers: BufferedReader) -> None:
        """Let both sides speak freely, once the engine has agreed to it."""
        self._send_body()
        found = read_head(answers)
        if found is None:
            return
        first, headers = found
        self.client.sendall(lines_of(first, headers))
        if first.split(" ")[1] == _SWITCHING or _RAW in str(headers):
            Thread(target=self._onward, daemon=True, name="gate").start()
        with suppress(OSError, ValueError):
            pump(lambda: answers.read1(PIECE), self.client.sendall)

    def _onward(self) -> None:
        """Carry what the client says to the engine, and tell it when the client has said all."""
        with suppress(OSError, ValueError):
            pump(lambda: self.stream.read1(PIECE), self.engine.sendall)
        self.engine.end_sending()
