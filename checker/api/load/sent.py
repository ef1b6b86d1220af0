"""One request of many, on a connection of its own: what became of it, and when."""

import http.client
import time
from dataclasses import dataclass, field

from checker.api.http import MOST_BODY, Request
from checker.deadline import Deadline

#: What a client that is nobody in particular sends; every answer ends its connection.
_HEADERS = {"Accept": "application/json, */*", "User-Agent": "curl/8.14.1", "Connection": "close"}

#: Bytes that are read at once.
_PIECE = 16384


@dataclass(frozen=True)
class Sent:
    """A request that has been sent, and what became of it. Moments are seconds of the monotonic clock."""

    request: Request
    began: float
    ended: float
    status: int
    """0 where not even that came."""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    error: str = ""
    """Why no whole answer came; empty where one did."""

    @property
    def ok(self) -> bool:
        """Whether it was answered whole, with a status from 200 to 299."""
        return not self.error and 200 <= self.status < 300

    @property
    def seconds(self) -> float:
        """From the first byte sent to the last byte received."""
        return self.ended - self.began

    @property
    def why(self) -> str:
        """What went wrong in a few words, the same for all that failed alike; empty where nothing did."""
        return "" if self.ok else self.error or f"status {self.status}"

    def spans(self, moment: float) -> bool:
        """Tell whether it was in flight at a moment."""
        return self.began <= moment <= self.ended


def send_once(host: str, port: int, request: Request, seconds: float) -> Sent:
    """Send a request on a new connection and return what became of it, after `seconds` at most: it never raises."""
    began = time.monotonic()
    status, headers, body, error = 0, {}, bytearray(), ""
    deadline = Deadline(seconds)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request(request.method, request.path, request.body, _headers(request))
        answer = connection.getresponse()
        status, headers = answer.status, {name.lower(): value for name, value in answer.getheaders()}
        while piece := answer.read1(_PIECE):
            body += piece
            if deadline.over:
                raise TimeoutError
            if len(body) > MOST_BODY:
                error = f"the body did not end within {MOST_BODY // 1024} KiB"
                break
            connection.sock and connection.sock.settimeout(max(deadline.left, 0.001))
        # `read1` takes an answer that is cut off for one that has ended.
        if not error and answer.length:
            error = f"cut off: {answer.length} bytes are missing"
    except (OSError, http.client.HTTPException) as failed:
        error = _reason(failed, seconds, begun=bool(status))
    finally:
        connection.close()
    return Sent(request, began, time.monotonic(), status, headers, bytes(body), error)


def _headers(request: Request) -> dict[str, str]:
    return _HEADERS | ({"Content-Type": request.content_type} if request.body is not None else {})


def _reason(error: Exception, seconds: float, *, begun: bool) -> str:
    """Return in words why an exchange ended early; what has begun to come was cut off."""
    if isinstance(error, TimeoutError):
        return f"not answered whole within {seconds:.0f} s"
    if begun:
        return "cut off in the middle of the answer"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionError | http.client.RemoteDisconnected):
        return "connection closed without an answer"
    return f"no answer ({type(error).__name__})"
