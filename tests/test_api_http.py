"""Requests and replies: what is sent, what counts as an answer, and what a check expects of it."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

import httpx
import pytest

from checker.api import http
from checker.api.failure import Failure
from checker.api.http import MOST_BODY, Answer, NoAnswer, Reply, Request, new_client, send
from checker.deadline import Deadline, wait_for
from checker.limits import Limits

#: Seconds for one request in these tests, and those after which an answer that came too late proves a hang.
PATIENCE, HANG = 0.1, 10.0

Serve = Callable[[Callable[[socket.socket], object]], httpx.Client]

GET = Request("GET", "/health")
PREDICT = Request("POST", "/predict", b'{"bill_length_mm": 39.1}')


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a short deadline."""
    monkeypatch.setattr(http, "limits", lambda: Limits(request=PATIENCE))
    monkeypatch.setattr(http, "GRACE", PATIENCE / 2)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what starts a server that handles one connection as it is told, and gives a client for it."""
    listening: list[socket.socket] = []
    threads: list[threading.Thread] = []
    clients: list[httpx.Client] = []

    def start(handle: Callable[[socket.socket], object]) -> httpx.Client:
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)
        threads.append(threading.Thread(target=_one, args=(listener, handle)))
        threads[-1].start()
        clients.append(new_client("127.0.0.1", listener.getsockname()[1]))
        return clients[-1]

    yield start
    for client in clients:
        client.close()
    for thread in threads:
        thread.join(HANG)
    for listener in listening:
        listener.close()
    assert not any(thread.is_alive() for thread in threads)


def _one(listener: socket.socket, handle: Callable[[socket.socket], object]) -> None:
    with suppress(OSError), listener.accept()[0] as connection:
        handle(connection)


def saying(*parts: bytes, heard: list[bytes] | None = None) -> Callable[[socket.socket], None]:
    """Return a handler that reads a request and answers with these bytes."""

    def handle(connection: socket.socket) -> None:
        got = read(connection)
        if heard is not None:
            heard.append(got)
        for part in parts:
            connection.sendall(part)

    return handle


def read(connection: socket.socket) -> bytes:
    """Return a whole request, as it was sent."""
    got = b""
    while True:
        got += connection.recv(65536)
        head, end, content = got.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        if end and len(content) == int(length[1] if length else 0):
            return got


def body(content: bytes, status: str = "200 OK") -> bytes:
    """Return a whole answer."""
    return b"HTTP/1.1 %s\r\nContent-Type: text/x\r\nContent-Length: %d\r\n\r\n%s" % (
        status.encode(), len(content), content,
    )  # fmt: skip


def test_a_reply_is_status_headers_and_body(serve: Serve) -> None:
    """Names of headers are in lower case."""
    reply = send(serve(saying(body(b"hello", "201 Created"))), GET)
    assert (reply.status, reply.text, reply.headers["content-type"]) == (201, "hello", "text/x")
    assert str(reply) == "201 (text/x) hello"


def test_a_request_is_an_ordinary_one(serve: Serve) -> None:
    """Nothing in it tells a grader from curl, and the body has its type."""
    heard: list[bytes] = []
    send(serve(saying(body(b""), heard=heard)), PREDICT)
    head, _, sent = heard[0].decode().partition("\r\n\r\n")
    assert head.startswith("POST /predict HTTP/1.1\r\n")
    assert "content-type: application/json" in head.lower()
    assert "user-agent: curl/" in head.lower()
    assert "accept-encoding: identity" in head.lower()
    assert sent == '{"bill_length_mm": 39.1}'


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    """Wherever it leads, it is the answer."""
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"
    assert send(serve(saying(answer)), GET).status == 302


def test_proxies_of_the_machine_are_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container on this machine is reached directly."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert send(serve(saying(body(b"here"))), GET).text == "here"


def test_a_refused_connection(serve: Serve) -> None:
    """The reason is said in words, not by the name of an exception."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    del serve
    with new_client("127.0.0.1", port) as client, pytest.raises(NoAnswer, match="the connection was refused"):
        send(client, GET)


def test_a_connection_that_closes(serve: Serve) -> None:
    """Before a word, or in the middle of one."""
    for said in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"):
        with pytest.raises(NoAnswer, match="the connection was closed"):
            send(serve(saying(said)), GET)


def test_no_connection_is_kept(serve: Serve) -> None:
    """A server that keeps the connection open after its answer sees us close it."""
    after: list[bytes] = []

    def keeping(connection: socket.socket) -> None:
        saying(body(b"here"))(connection)
        connection.settimeout(HANG)
        after.append(connection.recv(1))

    client = serve(keeping)
    assert send(client, GET).text == "here"
    assert wait_for(lambda: after or None, HANG, beat=0.01) == [b""]


@pytest.mark.usefixtures("impatient")
def test_a_server_that_says_nothing(serve: Serve) -> None:
    """It takes the connection and keeps silent."""

    def silent(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass

    deadline = Deadline(HANG)
    with pytest.raises(NoAnswer, match=r"no answer within|not complete after"):
        send(serve(silent), GET)
    assert not deadline.over


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("before", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"."),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"."),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    ],
    ids=["body", "header", "interim answers"],
)
def test_an_answer_that_drips(before: bytes, drop: bytes, serve: Serve) -> None:
    """A byte now and then keeps a connection alive, not a request: the deadline is for all of it."""
    gone = threading.Event()

    def drip(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(before)
        while not gone.wait(PATIENCE / 10):
            connection.sendall(drop)

    deadline = Deadline(HANG)
    with pytest.raises(NoAnswer, match="the answer was not complete after"):
        send(serve(drip), GET)
    gone.set()
    assert not deadline.over


def test_a_body_without_end(serve: Serve) -> None:
    """What is larger than any answer of a model is not read."""
    with pytest.raises(NoAnswer, match="did not end within 1024 KiB"):
        send(serve(saying(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * (MOST_BODY + 1))), GET)


def fail(summary: str, *, expected: str, seen: str, request: Request) -> NoReturn:
    """Fail as a service does."""
    raise Failure(summary, expected=expected, seen=seen, reproduce=f"curl {request.curl}")


def answer(content: bytes, status: int = 200, request: Request = GET) -> Answer:
    """Return an answer in JSON."""
    return Answer(request, Reply(status, {"content-type": "application/json"}, content), fail)


def failure(act: Callable[[], object]) -> Failure:
    """Return the failure of an expectation that does not hold."""
    with pytest.raises(Failure) as caught:
        act()
    return caught.value


def test_what_is_expected_and_more_is_fine() -> None:
    """Further fields do no harm, and an expectation that holds gives the answer back."""
    found = answer(b'{"status": "ok", "uptime": 3}')
    assert found.expect(200, json={"status": "ok"}) is found
    assert found.expect(200) is found
    assert found.header("Content-Type") == "application/json"
    assert found.header("Server") == ""


@pytest.mark.parametrize(
    ("content", "status", "summary"),
    [
        (b'{"status": "ok"}', 500, "GET /health answers 500, not 200."),
        (b'{"state": "ok"}', 200, "GET /health answers without `status`."),
        (b'{"status": "OK"}', 200, "GET /health answers with the wrong `status`."),
        (b'["status"]', 200, "GET /health does not answer with a JSON object."),
        (b'"status"', 200, "GET /health does not answer with a JSON object."),
        (b"<p>ok</p>", 200, "GET /health does not answer with JSON."),
        (b"", 200, "GET /health does not answer with JSON."),
        (b"\xff\xfe\xfa", 200, "GET /health does not answer with JSON."),
        (b'{"status": NaN}', 200, "GET /health does not answer with JSON."),
        (b'{"status": Infinity}', 200, "GET /health does not answer with JSON."),
        (b"[" * 100_000, 200, "GET /health does not answer with JSON."),
        (b'{"status": ' + b"9" * 10_000 + b"}", 200, "GET /health does not answer with JSON."),
    ],
)
def test_what_is_not_expected_fails(content: bytes, status: int, summary: str) -> None:
    """One line says what is wrong; what was expected, what was seen and how to repeat it stand below."""
    found = failure(lambda: answer(content, status).expect(200, json={"status": "ok"}))
    assert found.summary == summary
    assert 'with {"status": "ok"}' in found.expected or "JSON" in found.expected
    assert found.seen.startswith(f"{status} (application/json)")
    assert found.evidence["reproduce"] == "curl http://localhost:8000/health"
    assert len(found.message) < 5000


@pytest.mark.parametrize(("expected", "found"), [(1, b"true"), (True, b"1"), ("1", b"1"), (0, b"false"), (None, b"0")])
def test_values_are_of_their_kind(expected: Any, found: bytes) -> None:
    """1 is not true, and neither is "1"."""
    assert failure(lambda: answer(b'{"value": %s}' % found).expect(200, json={"value": expected}))


def test_numbers_are_compared_by_value() -> None:
    """1.0 is 1."""
    answer(b'{"value": 1.0}').expect(200, json={"value": 1})


@pytest.mark.parametrize("status", [400, 404, 415, 422, 499])
def test_a_refusal_is_a_4xx_that_says_why(status: int) -> None:
    """Any of them, with a JSON object of any form."""
    assert answer(b'{"error": "no number"}', status).expect_refusal().status == status


@pytest.mark.parametrize(
    ("content", "status", "summary"),
    [
        (b'{"species": "Adelie"}', 200, "POST /predict answers 200 to bad input."),
        (b'{"error": "x"}', 500, "POST /predict answers 500 to bad input."),
        (b"{}", 400, "POST /predict refuses without saying why."),
        (b'{"ok": false, "errors": [null, {"error": " "}]}', 400, "POST /predict refuses without saying why."),
        (b'["x"]', 400, "POST /predict refuses without saying why."),
        (b"<h1>Bad Request</h1>", 400, "POST /predict does not answer with JSON."),
    ],
)
def test_what_is_no_refusal_fails(content: bytes, status: int, summary: str) -> None:
    """What was sent stands beside what was expected."""
    found = failure(lambda: answer(content, status, PREDICT).expect_refusal())
    assert found.summary == summary
    assert found.expected.endswith('to {"bill_length_mm": 39.1}')


def test_a_request_can_be_repeated_by_hand() -> None:
    """As curl's options, quoted for a shell."""
    quoted = Request("POST", "/predict", b"it's", "text/plain")
    assert quoted.curl == r"-H 'Content-Type: text/plain' -d 'it'\''s' http://localhost:8000/predict"
    assert str(quoted) == "POST /predict"
