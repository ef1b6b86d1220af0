"""An answer that comes line by line, and requests that come too late: what counts as whole, and what as taken."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from checker.api.ended import Ended
from checker.api.http import Request, new_client
from checker.api.stopping.inflight import Flight, Latecomers, Stopped, Streamed
from checker.errors import EnvironmentFault

#: Seconds of silence after which these tests take an answer to be lost, and those that prove a hang.
SILENCE, HANG = 0.2, 10.0

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SURVEY = Request("POST", "/survey", b"{}")

Handle = Callable[[socket.socket], object]


def chunk(text: bytes) -> bytes:
    """Return a piece of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(text), text)


@contextmanager
def serving(handle: Handle) -> Iterator[int]:
    """Handle one connection as told, and give the port."""

    def one() -> None:
        with listener.accept()[0] as connection:
            connection.recv(65536)
            handle(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=one)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(HANG)
        assert not thread.is_alive()


def fly(handle: Handle) -> Streamed:
    """Send a request to a server and read the answer line by line to its end."""
    with serving(handle) as port, new_client("127.0.0.1", port) as client:
        flight = Flight(client, SURVEY, SILENCE)
        flight.start()
        assert list(flight.lines()) == flight.heard
    return flight.answer


def test_a_whole_answer() -> None:
    """Each line counts, also one that comes in two pieces, and the last one without an end."""
    body = chunk(b"one\ntw") + chunk(b"o\nthree") + b"0\r\n\r\n"
    answer = fly(lambda connection: connection.sendall(HEAD + body))
    assert (answer.status, answer.lines, answer.whole) == (200, ("one", "two", "three"), True)


def test_each_line_has_its_time() -> None:
    """Lines that are sent apart have come apart, however many of them one piece holds."""

    def handle(connection: socket.socket) -> None:
        connection.sendall(HEAD + chunk(b"one\ntwo\n"))
        Event().wait(SILENCE / 2)
        connection.sendall(chunk(b"three\n") + b"0\r\n\r\n")

    one, two, three = fly(handle).times
    assert 0 < one <= two < three


def test_an_answer_that_is_cut_off() -> None:
    """What came is kept, and it is not whole: the server closed before the end."""
    answer = fly(lambda connection: connection.sendall(HEAD + chunk(b"one\n")))
    assert (answer.lines, answer.whole) == (("one",), False)
    assert answer.broken


def test_an_answer_that_falls_silent() -> None:
    """Nobody waits for ever for the next line."""
    done = Event()

    def handle(connection: socket.socket) -> None:
        connection.sendall(HEAD + chunk(b"one\n"))
        done.wait(HANG)

    with serving(handle) as port, new_client("127.0.0.1", port) as client:
        flight = Flight(client, SURVEY, SILENCE)
        flight.start()
        assert list(flight.lines()) == ["one"]
        done.set()
    assert not flight.answer.whole


def test_news_that_is_forgotten_keeps_the_end() -> None:
    """Lines from before the signal are no news after it; that the answer has ended still is."""
    with serving(lambda one: one.sendall(HEAD + chunk(b"1\n2\n") + b"0\r\n\r\n")) as port:
        flight = Flight(new_client("127.0.0.1", port), SURVEY, SILENCE)
        flight.start()
        assert next(flight.lines()) == "1"
        list(flight.lines())
        flight.forget_news()
        assert list(flight.lines()) == []


@pytest.mark.parametrize(
    ("answer", "taken"),
    [(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1), (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 1),
     (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", 0), (b"", 0)],
)  # fmt: skip
@pytest.mark.parametrize("counts", [True, False])
def test_who_is_taken_in(answer: bytes, taken: int, counts: bool) -> None:  # noqa: FBT001  (pytest passes it by name)
    """An answer is one, but for 503; a closed connection is none; and the first ones are only there to wake it."""
    with serving(lambda connection: connection.sendall(answer)) as port:
        service: Any = SimpleNamespace(host="127.0.0.1", container=SimpleNamespace(host_port=port))
        late = Latecomers(service, SURVEY)
        late.send(counts=counts)
        assert len(late.taken()) == (taken if counts else 0)
        assert late.asked == int(counts)


def test_nobody_asked_in_time() -> None:
    """A machine that is too slow to ask does not make anybody pass or fail."""
    with pytest.raises(EnvironmentFault, match="busy"):
        Stopped(Ended(0, 0.1, killed=False), Streamed(200, (), whole=True, times=()), asked=0).expect_asked()
