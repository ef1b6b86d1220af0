"""HTTP/1.1 as the engine speaks it: heads of requests and responses, and bodies that end where they say."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

#: Bytes of a head, and of a body that we read whole: the engine's own JSON bodies are far smaller.
MOST_HEAD = 256 * 1024
MOST_BODY = 8 * 1024 * 1024

PIECE = 64 * 1024

_VERSION = re.compile(r"^/v\d+(?:\.\d+)?(?=/)")

Headers = list[tuple[str, str]]


class BadMessage(ValueError):
    """What came is not HTTP/1.1 as the engine's clients speak it."""


@dataclass
class Request:
    """The head of a request: method, target and headers as they came."""

    method: str
    target: str
    headers: Headers = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path without the API's version, decoded."""
        return _VERSION.sub("", unquote(self.target.partition("?")[0]), count=1)

    @property
    def query(self) -> dict[str, str]:
        """The query's fields; of one that comes twice, the last."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def ask(self, query: dict[str, str]) -> None:
        """Put these fields in the place of the query."""
        self.target = f"{self.target.partition('?')[0]}?{urlencode(query)}"

    def header(self, name: str) -> str:
        """Return a header, empty where there is none."""
        return header(self.headers, name)

    @property
    def upgrades(self) -> bool:
        """Whether the client wants to go on in another protocol."""
        return "upgrade" in self.header("connection").lower()

    def without(self, *names: str) -> Headers:
        """Return the headers but these."""
        return [(name, value) for name, value in self.headers if name.lower() not in names]

    def head(self, headers: Headers) -> bytes:
        """Return the bytes of this request's head with these headers."""
        return lines_of(f"{self.method} {self.target} HTTP/1.1", headers)


def header(headers: Headers, name: str) -> str:
    """Return a header, empty where there is none; names in lower case."""
    return next((value for key, value in headers if key.lower() == name), "")


def lines_of(first: str, headers: Headers) -> bytes:
    """Return the bytes of a head: its first line, its headers, an empty line."""
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""]).encode("latin-1")


def read_head(stream: BufferedReader) -> tuple[str, Headers] | None:
    """Return the first line and the headers of a message; None where nothing comes any more."""
    first = stream.readline(MOST_HEAD)
    if not first.strip():
        return None
    headers: Headers = []
    size = len(first)
    while line := stream.readline(MOST_HEAD):
        size += len(line)
        if size > MOST_HEAD:
            raise BadMessage("The head of the request is too long.")
        if line in {b"\r\n", b"\n"}:
            return first.decode("latin-1").strip(), headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or name != name.strip():
            raise BadMessage("A header has no name.")
        headers.append((name, value.strip()))
    raise BadMessage("The head of the message ends early.")


def read_request(stream: BufferedReader) -> Request | None:
    """Return the head of the next request; None where the client has gone."""
    found = read_head(stream)
    if found is None:
        return None
    words = found[0].split(" ")
    if len(words) != 3 or not words[1].startswith("/") or not words[2].startswith("HTTP/1"):
        raise BadMessage("That is no request to the engine.")
    return Request(words[0].upper(), words[1], found[1])


def body_pieces(stream: BufferedReader, headers: Headers) -> Iterator[bytes]:
    """Yield a body as it was sent, chunk marks and all, to its end and not a byte further."""
    if "chunked" in header(headers, "transfer-encoding").lower():
        yield from _chunks(stream, raw=True)
    else:
        yield from _exactly(stream, _length(headers))


def whole_body(stream: BufferedReader, headers: Headers) -> bytes:
    """Return a body, without chunk marks."""
    chunked = "chunked" in header(headers, "transfer-encoding").lower()
    body = bytearray()
    for piece in _chunks(stream, raw=False) if chunked else _exactly(stream, _length(headers)):
        body += piece
        if len(body) > MOST_BODY:
            raise BadMessage("The body of the request is too long.")
    return bytes(body)


def _length(headers: Headers) -> int:
    text = header(headers, "content-length") or "0"
    if not text.isdecimal():
        raise BadMessage("The length of the body is no number.")
    return int(text)


def _exactly(stream: BufferedReader, length: int) -> Iterator[bytes]:
    while length:
        piece = stream.read1(min(length, PIECE))
        if not piece:
            raise BadMessage("The body ends early.")
        length -= len(piece)
        yield piece


def _chunks(stream: BufferedReader, *, raw: bool) -> Iterator[bytes]:
    while True:
        mark = stream.readline(MOST_HEAD)
        try:
            length = int(mark.partition(b";")[0], 16)
        except ValueError:
            raise BadMessage("A chunk of the body has no length.") from None
        if raw:
            yield mark
        if not length:
            break
        yield from _exactly(stream, length)
        end = stream.readline(MOST_HEAD)
        if raw:
            yield end
    while line := stream.readline(MOST_HEAD):
        if raw:
            yield line
        if line in {b"\r\n", b"\n"}:
            return


def answer(status: int, reason: str, body: Any) -> bytes:
    """Return a whole response with a JSON body, after which the connection closes."""
    data = json.dumps(body).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(data))),
        ("Connection", "close"),
    ]
    return lines_of(f"HTTP/1.1 {status} {reason}", headers) + data


def pump(source: Callable[[], bytes], sink: Callable[[bytes], object]) -> None:
    """Carry bytes until there are none any more."""
    while piece := source():
        sink(piece)
