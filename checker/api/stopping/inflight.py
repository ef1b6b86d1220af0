"""A request in flight while its container is stopped: what becomes of it, and of those that come after the signal."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any

import httpx

from checker.api.ended import Ended
from checker.api.http import MOST_BODY, NoAnswer, Reply, Request, new_client, send
from checker.api.service import Service
from checker.deadline import Deadline
from checker.engine.events import Event, Watch
from checker.errors import EnvironmentFault
from checker.limits import limits

#: Lines of the answer that go by after the signal before new requests count: the time that a server has to hear it.
#: With each of those lines comes one request that does not count: it wakes a server that waits for a connection.
SETTLED = 6

#: Seconds without a line after which the second try gives up. Where an engine's bridge has no hardware address of its
#: own, each container that comes or goes may give it another, and Linux believes the old one for eight seconds.
LONG_SILENCE = 12.0

#: Statuses by which a server, or a proxy before it, says that it takes nothing now.
UNAVAILABLE = frozenset({502, 503, 504})

#: Seconds after a container's end in which an answer that left it before may still be read.
LEFT_OVER = 0.5


@dataclass(frozen=True)
class Streamed:
    """What came of an answer that is sent line by line."""

    status: int
    """0 where not even that came."""
    lines: tuple[str, ...]
    whole: bool
    """Whether it was ended as HTTP asks for, not cut off."""
    times: tuple[float, ...]
    """When each line came, in seconds after the request."""
    broken: str = ""
    """Why it is not whole."""


@dataclass(frozen=True)
class Stopped:
    """How a container was stopped that had a request in flight."""

    ended: Ended
    answer: Streamed
    """What came of the answer to that request."""
    asked: int
    """How many new requests were sent while it was in flight, after the server had time to hear the signal."""
    taken: tuple[Reply, ...] = ()
    """The answers to them, other than that the service takes nothing now."""

    def expect_asked(self) -> "Stopped":
        """Return this if a new request was sent in time. Raises EnvironmentFault where the machine was too slow."""
        if not self.asked:
            raise EnvironmentFault("The machine was too busy to ask a container while it stopped. Grade it again.")
        return self


@dataclass
class Flight:
    """A request whose answer comes line by line, read by a thread of its own."""

    client: httpx.Client
    request: Request
    silence: float
    """Seconds without a line after which the answer is taken to be lost."""
    status: int = 0
    whole: bool = False
    broken: str = ""
    heard: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _news: Queue[str | None] = field(default_factory=Queue)

    def start(self) -> None:
        """Send it."""
        Thread(target=self._fly, daemon=True).start()

    def _fly(self) -> None:
        clock = Deadline(0)
        try:
            for line in self._read():
                self.times.append(clock.elapsed)
                self.heard.append(line)
                self._news.put(line)
            self.whole = True
        except (httpx.HTTPError, NoAnswer) as error:
            self.broken = str(error) or type(error).__name__
        finally:
            self._news.put(None)

    def _read(self) -> Iterator[str]:
        """Yield the lines of the answer as they come. Raises NoAnswer for one without end."""
        deadline, size, rest = Deadline(limits().request + self.silence), 0, b""
        # The connection is of no use afterwards: a server that stops need not wait for us to close it.
        headers = {"Content-Type": self.request.content_type, "Connection": "close"}
        ask: dict[str, Any] = {"content": self.request.body, "headers": headers, "timeout": self.silence}
        with self.client.stream(self.request.method, self.request.path, **ask) as response:
            self.status = response.status_code
            for chunk in response.iter_raw():
                size += len(chunk)
                if deadline.over or size > MOST_BODY:
                    raise NoAnswer("the answer does not end")
                *lines, rest = (rest + chunk).split(b"\n")
                yield from (line.decode("utf-8", "replace") for line in lines)
        if rest:
            yield rest.decode("utf-8", "replace")

    def lines(self) -> Iterator[str]:
        """Yield each line that is news, until the answer ends."""
        with suppress(Empty):
            while (line := self._news.get(timeout=self.silence)) is not None:
                yield line
            self._news.put(None)

    @property
    def answer(self) -> Streamed:
        """What has come so far."""
        return Streamed(self.status, tuple(self.heard), self.whole, tuple(self.times), self.broken)

    def forget_news(self) -> None:
        """Let the lines that have come so far be no news; the answer's end stays one."""
        with suppress(Empty):
            while self._news.get_nowait() is not None:
                pass
            self._news.put(None)


class Latecomers:
    """Requests that are sent while a container stops, each on a connection of its own."""

    def __init__(self, service: Service, request: Request) -> None:
        """Send none yet."""
        self._address = (service.host, service.container.host_port)
        self._request = request
        self._threads: list[Thread] = []
        self._answers: Queue[Reply] = Queue()
        self.asked = 0

    def send(self, *, counts: bool) -> None:
        """Send one more, and do not wait for it."""
        thread = Thread(target=self._ask, args=(counts,), daemon=True)
        thread.start()
        self._threads.append(thread)
        self.asked += counts

    def _ask(self, counts: bool) -> None:  # noqa: FBT001  (a thread's arguments have places, not names)
        with new_client(*self._address) as client, suppress(NoAnswer):  # refused or cut off: as it should be
            reply = send(client, self._request)
            if counts and reply.status not in UNAVAILABLE:
                self._answers.put(reply)

    def taken(self) -> tuple[Reply, ...]:
        """Return the answers to those that count and were taken; called once the container has ended."""
        deadline = Deadline(LEFT_OVER)
        for thread in self._threads:
            thread.join(deadline.left)
        return tuple(self._answers.get() for _ in range(self._answers.qsize()))


def post_for_lines(service: Service, path: str, body: Any) -> Streamed:
    """Post a JSON value and return the answer, read line by line to its end; one that is lost is asked for again."""
    for silence in (limits().request, LONG_SILENCE):
        flight = _flight(service, path, body, silence)
        for _ in flight.lines():
            pass
        if flight.whole:
            break
    return flight.answer


def _flight(service: Service, path: str, body: Any, silence: float) -> Flight:
    flight = Flight(new_client(service.host, service.container.host_port), _post(path, body), silence)
    flight.start()
    return flight


def stop_in_flight(service: Service, path: str, body: Any, *, late: tuple[str, Any], seconds: float) -> Stopped:
    """Stop a container as `docker stop --time SECONDS` does while it answers a request line by line.

    `body` is posted to `path` as JSON; the signal is sent once the first line of the answer has come. `late` is path
    and body of the requests that follow, one with each line, after the engine has reported the signal. Raises Failure
    where no answer begins.
    """
    service.expect_answering().hang_up()
    flight = _flight(service, path, body, limits().request)
    if next(flight.lines(), None) is None or flight.status != 200:
        seen = f"status {flight.status} {' '.join(flight.heard)}" if flight.status else "no answer"
        request = flight.request
        service.fail(f"{request} is not answered.", expected="status 200 and lines", seen=seen, request=request)
    latecomers = Latecomers(service, _post(*late))
    with Watch(service.container.id) as watch, ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(service.container.stop, seconds)
        events = watch.until("kill", limits().finish)
        flight.forget_news()
        for number, _ in enumerate(flight.lines()):
            latecomers.send(counts=number >= SETTLED)
        events += watch.until("die", seconds + limits().finish)
        stopping.result()
    return Stopped(_ended(events), flight.answer, latecomers.asked, latecomers.taken())


def _post(path: str, body: Any) -> Request:
    return Request("POST", path, json.dumps(body).encode())


def _ended(events: list[Event]) -> Ended:
    if not any(event.action == "die" for event in events):
        raise EnvironmentFault("The engine did not report that a container ended. Type: nox -s doctor")
    return Ended.of(events)
