"""Steady requests against servers of the test: every one is counted, and every way to fail has its name."""

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread, Timer

import pytest

from checker.api.http import Request
from checker.api.load.load import Load, answered_a_second, tally
from checker.api.load.sent import Sent, send_once
from checker.errors import EnvironmentFault

GET = Request("GET", "/")
PATIENCE = 5.0


class Server(ThreadingHTTPServer):
    """A server that leaves its answer to a function of the test."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Leave it to the test."""
                answer(self)

            do_POST = do_GET  # noqa: N815  (the base class's name)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base class's name)
                """Stay silent."""

        super().__init__(("127.0.0.1", 0), Handler)
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", int(self.server_address[1])


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[BaseHTTPRequestHandler], None]], Server]]:
    """Return what starts a server; all of them end with the test."""
    servers: list[Server] = []

    def start(answer: Callable[[BaseHTTPRequestHandler], None]) -> Server:
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], Server]


def write(to: BaseHTTPRequestHandler, status: int = 200, body: bytes = b"{}", length: int | None = None) -> None:
    """Answer with a body, under its own length or another one."""
    to.send_response(status)
    to.send_header("X-Instance", "one")
    to.send_header("Content-Length", str(len(body) if length is None else length))
    to.end_headers()
    to.wfile.write(body)


def once(server: Server, request: Request = GET, seconds: float = PATIENCE) -> Sent:
    """Send one request."""
    return send_once(*server.address, request, seconds)


def test_a_whole_answer_is_kept(serve: Serve) -> None:
    """Its status, headers, body, and how long it took."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        write(to, body=to.rfile.read(int(to.headers["Content-Length"])))

    sent = once(serve(answer), Request("POST", "/predict", b'{"a": 1}'))
    assert (sent.status, sent.body, sent.headers["x-instance"], sent.why) == (200, b'{"a": 1}', "one", "")
    assert sent.ok
    assert 0 < sent.seconds < PATIENCE
    assert sent.spans(sent.began)
    assert not sent.spans(sent.ended + 1)


@pytest.mark.parametrize("status", [404, 500, 502, 503])
def test_another_status_is_a_failure(status: int, serve: Serve) -> None:
    """A proxy's 502 is no answer of the service."""
    sent = once(serve(lambda to: write(to, status)))
    assert (sent.ok, sent.why) == (False, f"status {status}")


def test_a_refused_connection_is_named() -> None:
    """Nobody listens."""
    server = Server(write)
    server.shutdown()
    server.server_close()
    assert once(server).why == "connection refused"


def test_silence_and_a_closed_connection_are_named(serve: Serve) -> None:
    """The server hangs up without a word."""
    assert once(serve(lambda to: to.connection.close())).why == "connection closed without an answer"


def test_an_answer_that_is_cut_off_is_a_failure(serve: Serve) -> None:
    """Also where status and most of the body came: by length and in chunks."""

    def chunked(to: BaseHTTPRequestHandler) -> None:
        to.protocol_version = "HTTP/1.1"
        to.send_response(200)
        to.send_header("Transfer-Encoding", "chunked")
        to.end_headers()
        to.wfile.write(b"5\r\nhello\r\n")
        to.close_connection = True

    by_length = once(serve(lambda to: write(to, body=b"abc", length=10)))
    in_chunks = once(serve(chunked))
    assert (by_length.ok, by_length.status, by_length.why) == (False, 200, "cut off: 7 bytes are missing")
    assert (in_chunks.ok, in_chunks.status, in_chunks.body) == (False, 200, b"hello")
    assert in_chunks.why.startswith("cut off")


def test_an_answer_that_does_not_end_is_given_up(serve: Serve) -> None:
    """A byte now and then does not start the clock anew."""
    gone = Event()

    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while not gone.wait(0.02):
            to.wfile.write(b".")

    began = time.monotonic()
    sent = once(serve(drip), seconds=0.3)
    gone.set()
    assert sent.why == "not answered whole within 0 s"
    assert time.monotonic() - began < PATIENCE


def test_every_request_is_counted_once(serve: Serve) -> None:
    """What the server has seen is what was sent, and each request has its turn."""
    seen: list[str] = []

    def answer(to: BaseHTTPRequestHandler) -> None:
        seen.append(to.path)
        write(to, 500 if to.path == "/bad" else 200)

    requests = [Request("GET", "/good"), Request("GET", "/bad")]
    with Load(serve(answer).address, requests, clients=4) as load:
        assert load.reach(100, PATIENCE)
    sent = load.sent
    assert len(sent) == len(seen) >= 100
    failed = [one for one in sent if not one.ok]
    assert len(failed) == seen.count("/bad")
    assert tally(failed, sent[0].began).startswith(f"{len(failed)} x status 500; between ")
    assert tally([], 0) == "no request failed"


def test_the_first_ones_after_a_moment_are_waited_for(serve: Serve) -> None:
    """Those that were in flight then are not among them; fewer come where time is up."""
    with Load(serve(write).address, [GET], clients=3) as load:
        load.reach(10, PATIENCE)
        moment = time.monotonic()
        found = load.begun_after(moment, 5, PATIENCE)
    assert len(found) == 5
    assert all(one.began > moment for one in found)
    assert load.begun_after(time.monotonic(), 5, 0.05) == []
    load.expect(10, 0.01)
    with pytest.raises(EnvironmentFault, match="too busy"):
        load.expect(100_000, 0.01)


def test_the_pace_is_kept(serve: Serve) -> None:
    """No faster than asked, however fast the answers come; and the end is at once, whatever the pace."""
    server = serve(write)
    with Load(server.address, [GET], clients=4, every=0.02) as load:
        assert load.more(20, PATIENCE)
    assert max(one.began for one in load.sent) - min(one.began for one in load.sent) >= 0.3
    began = time.monotonic()
    with Load(server.address, [GET], clients=2, every=60) as load:
        assert load.reach(1, PATIENCE)
        assert not load.reach(2, 0.05)
    assert time.monotonic() - began < PATIENCE


def test_without_a_pace_each_client_has_one_request_in_flight(serve: Serve) -> None:
    """Never more than there are clients."""
    inside: list[int] = []
    most = 0

    def answer(to: BaseHTTPRequestHandler) -> None:
        nonlocal most
        inside.append(1)
        most = max(most, len(inside))
        Event().wait(0.02)
        inside.pop()  # before the answer: after it, the client may be here with the next request
        write(to, body=json.dumps(most).encode())

    with Load(serve(answer).address, [GET], clients=3) as load:
        assert load.reach(15, PATIENCE)
    assert 1 < most <= 3


def test_those_in_flight_at_the_end_are_waited_for(serve: Serve) -> None:
    """They were sent, so they count."""
    arrived, go = Event(), Event()

    def answer(to: BaseHTTPRequestHandler) -> None:
        arrived.set()
        go.wait(PATIENCE)
        write(to)

    with Load(serve(answer).address, [GET], clients=1) as load:
        assert arrived.wait(PATIENCE)
        still = load.sent
        Timer(0.1, go.set).start()
    assert still == ()
    assert [sent.ok for sent in load.sent] == [True]


def test_throughput_counts_good_answers_between_two_moments() -> None:
    """Those before, those after, and those that failed are not among them."""
    sent = [Sent(GET, 0, ended, status) for ended, status in ((1, 200), (2, 200), (3, 500), (4, 200), (5, 200))]
    assert answered_a_second(sent, 1, 4) == pytest.approx(2 / 3)
