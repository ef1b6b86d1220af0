"""Requests to a container and what came back, with a deadline for all of it and a cap on its size."""

import json
import shlex
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any, NoReturn

import httpx

from checker.api.failure import Failure
from checker.deadline import Deadline
from checker.limits import limits
from checker.text import show

#: Bytes of a body that we read: a model's answer is far smaller.
MOST_BODY = 1024 * 1024

#: Containers speak plain HTTP here; httpx would load all of the machine's certificates for a context of its own.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

#: Seconds beyond the deadline in which an exchange that noticed it by itself may say so.
GRACE = 0.2

_HEADERS = {"Accept": "application/json, */*", "Accept-Encoding": "identity", "User-Agent": "curl/8.14.1"}


class NoAnswer(Exception):
    """The request got no whole answer: the text says why."""


class Silence(NoAnswer):
    """Not one byte came in time."""


@dataclass(frozen=True)
class Request:
    """A request as sent: method, path, body in bytes and its content type."""

    method: str
    path: str
    body: bytes | None = None
    content_type: str = "application/json"
    typed: str = ""
    """The body as an argument for a shell, where nobody could type it as it is."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Beside those that every request has."""

    def __str__(self) -> str:
        """Return it as a person says it."""
        return f"{self.method} {self.path}"

    @property
    def curl(self) -> str:
        """Its options and address for curl."""
        more = "".join(f"-H {shlex.quote(f'{name}: {value}')} " for name, value in self.headers.items())
        if self.body is None:
            return f"{more}http://localhost:8000{self.path}"
        quoted = self.body.decode("utf-8", "replace").replace("'", "'\\''")
        body = self.typed or f"'{quoted}'"
        return f"{more}-H 'Content-Type: {self.content_type}' -d {body} http://localhost:8000{self.path}"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers with names in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def __str__(self) -> str:
        """Return status, content type and body as a person reads them."""
        kind = self.headers.get("content-type", "no content type")
        return f"{self.status} ({kind}) {show(self.text, 1500) or 'with an empty body'}"


def send(client: httpx.Client, request: Request) -> Reply:
    """Send a request and return the reply. Raises NoAnswer where none came whole and in time.

    A read's own time limit starts anew with every byte, so the exchange runs beside us and we wait for all of it.
    """
    done: Queue[Reply | Exception] = Queue()

    def exchange() -> None:
        try:
            done.put(_exchange(client, request))
        except Exception as error:  # noqa: BLE001  (raised again below, in the thread that asked)
            done.put(error)

    Thread(target=exchange, daemon=True).start()
    try:
        outcome = done.get(timeout=limits().request + GRACE)
    except Empty:
        raise NoAnswer(f"the answer was not complete after {limits().request:.0f} s") from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _exchange(client: httpx.Client, request: Request) -> Reply:
    deadline = Deadline(limits().request)
    headers = {**request.headers, **({"Content-Type": request.content_type} if request.body is not None else {})}
    try:
        with client.stream(request.method, request.path, content=request.body, headers=headers) as response:
            body = bytearray()
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > MOST_BODY:
                    raise NoAnswer(f"the body did not end within {MOST_BODY // 1024} KiB")
                if deadline.over:
                    raise NoAnswer(f"the answer was not complete after {limits().request:.0f} s")
            return Reply(response.status_code, dict(response.headers), bytes(body))
    except httpx.TimeoutException:
        raise Silence(f"no answer within {limits().request:.0f} s") from None
    except httpx.HTTPError as error:
        raise NoAnswer(_reason(error)) from None


def new_client(host: str, port: int) -> httpx.Client:
    """Return a client for one container: no proxy, no redirects, no compression, ordinary headers.

    Each request has a connection of its own: on a kept one, it could meet a server that has just closed it.
    """
    return httpx.Client(
        base_url=f"http://{host}:{port}",
        headers=_HEADERS,
        timeout=limits().request,
        follow_redirects=False,
        trust_env=False,
        transport=httpx.HTTPTransport(retries=0, verify=_NO_TLS, limits=httpx.Limits(max_keepalive_connections=0)),
    )


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError):
        return "the connection was refused"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection was closed without an answer"
    return f"the answer is not HTTP ({type(error).__name__})"


@dataclass(frozen=True)
class Answer:
    """A reply together with the request that it answers; `fail` raises the Failure with the service's evidence."""

    request: Request
    reply: Reply
    fail: Callable[..., NoReturn] = field(repr=False)
    times: int = 1
    """How often the request was sent: twice where it met silence at first, and then the service may have heard both."""

    @property
    def status(self) -> int:
        """The status code."""
        return self.reply.status

    def header(self, name: str) -> str:
        """Return a header, empty where there is none."""
        return self.reply.headers.get(name.lower(), "")

    def json(self) -> Any:
        """Return the body as JSON. Raises Failure where it is none."""
        try:
            return json.loads(self.reply.body, parse_constant=_not_json)
        except (ValueError, RecursionError):
            self._fail("does not answer with JSON", "a body in JSON")

    def expect(self, status: int, *, json: Mapping[str, Any] | None = None) -> "Answer":
        """Return this answer if it has a status and a JSON object with these fields, maybe others too."""
        if self.status != status:
            self._fail(f"answers {self.status}, not {status}", f"status {status}" + _with(json))
        if json is not None:
            self._expect_fields(json)
        return self

    def expect_refusal(self) -> "Answer":
        """Return this answer if it is a 4xx whose JSON object says what is wrong."""
        if not 400 <= self.status < 500:
            self._fail(f"answers {self.status} to bad input", "a status from 400 to 499")
        said = self.json()
        if not isinstance(said, dict) or not _says_something(said):
            self._fail("refuses without saying why", "a JSON object that says what is wrong")
        return self

    def _expect_fields(self, fields: Mapping[str, Any]) -> None:
        found = self.json()
        if not isinstance(found, dict):
            self._fail("does not answer with a JSON object", "a JSON object" + _with(fields))
        for name, value in fields.items():
            if name not in found:
                self._fail(f"answers without `{name}`", "a JSON object" + _with(fields))
            if found[name] != value or isinstance(found[name], bool) != isinstance(value, bool):
                self._fail(f"answers with the wrong `{name}`", "a JSON object" + _with(fields))

    def _fail(self, what: str, expected: str) -> NoReturn:
        sent = f" to {show(self.request.body.decode('utf-8', 'replace'), 800)}" if self.request.body else ""
        self.fail(f"{self.request} {what}.", expected=expected + sent, seen=str(self.reply), request=self.request)


def _says_something(value: Any) -> bool:
    """Return whether a value in JSON holds a text, at any depth; the names of fields say nothing."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str) and one.strip():
            return True
        rest += one.values() if isinstance(one, dict) else one if isinstance(one, list) else []
    return False


def _with(fields: Mapping[str, Any] | None) -> str:
    return f" with {json.dumps(dict(fields))}" if fields else ""


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


__all__ = ["Answer", "Failure", "NoAnswer", "Reply", "Request", "new_client", "send"]
