"""A container that serves: started, observed until it answers or cannot, then asked."""

import json
import logging
from dataclasses import dataclass
from typing import Any, NoReturn

from checker.api.ended import Ended, Executed
from checker.api.failure import Failure
from checker.api.http import Answer, NoAnswer, Reply, Request, Silence, new_client, send
from checker.api.starting import cannot_start, unreadable_script
from checker.deadline import Deadline, wait_for
from checker.engine.container import CannotStart, Container
from checker.engine.events import Event, Watch
from checker.engine.sockets import Listener, listeners
from checker.errors import EnvironmentFault
from checker.limits import limits
from checker.text import tail

log = logging.getLogger(__name__)

#: Seconds that a service may listen where we cannot reach it before we stop waiting for it to do better: on the right
#: port of its own loopback, and on other ports (a helper may open one long before the service opens its own).
SETTLED_HERE = 1.5
SETTLED_ELSEWHERE = 6.0

#: Runs of a health check after which its answer is taken as settled.
ENOUGH_HEALTH_RUNS = 5

#: How many looks at the port pass between two looks at the container itself.
LOOKS = 8


@dataclass(frozen=True)
class Outcome:
    """How a start went: it answers, or it ended, or it listens elsewhere, or it was too late."""

    answers: bool = False
    ended: bool = False
    listens: tuple[Listener, ...] = ()
    cannot: Failure | None = None
    last: str = ""


class Service:
    """A container with a published port; every failure that it raises carries its logs and state."""

    def __init__(self, container: Container, host: str, by_hand: str, name: str) -> None:
        """Keep what a failure needs to show; nothing is started yet."""
        self.container = container
        self.host = host
        self._by_hand = by_hand
        self.then_by_hand = ""
        """What a person types between the start and the question, to have what this container was given meanwhile."""
        self.name = name
        """What a container that a person starts is called."""
        self.outcome = Outcome()
        self.seconds = 0.0
        """How long it took from its start to its outcome."""

    @property
    def port(self) -> int:
        """The port that the container publishes, as it sees it."""
        return self.container.plan.port or 0

    def start(self, seconds: float | None = None) -> None:
        """Start the container and wait until its outcome is known: as long as a start may take, or for `seconds`."""
        try:
            self.container.start()
        except CannotStart as error:
            self.outcome = Outcome(ended=True, cannot=cannot_start(str(error), self.reproduce(None)))
            return
        self._client = new_client(self.host, self.container.host_port)
        clock = Deadline(0)
        self.outcome = self._observe(seconds or limits().start)
        self.seconds = clock.elapsed

    def _observe(self, seconds: float) -> Outcome:
        """Look until it answers, ends, or has settled where nobody outside can reach it."""
        clock = Deadline(seconds)
        settled: list[tuple[float, tuple[Listener, ...]]] = []
        looks = 0
        last = "nothing yet"

        def look() -> Outcome | None:
            nonlocal looks, last
            looks += 1
            try:
                send(self._client, Request("GET", "/health"))
                return Outcome(answers=True)
            except NoAnswer as error:
                last = str(error)
            if looks % LOOKS:
                return None
            if not self.container.state().running:
                return Outcome(ended=True, last=last)
            return self._elsewhere(clock.elapsed, settled, last)

        return wait_for(look, seconds) or Outcome(listens=tuple(listeners(self.container)), last=last)

    def _elsewhere(self, now: float, settled: list[tuple[float, tuple[Listener, ...]]], last: str) -> Outcome | None:
        """Return the outcome of a service that has listened for a while, but not where we can reach it."""
        found = tuple(listeners(self.container))
        reachable = any(one.port == self.port and not one.loopback for one in found)
        if not found or reachable:
            settled.clear()
        elif not settled or settled[0][1] != found:
            settled[:] = [(now, found)]
        elif now - settled[0][0] > (SETTLED_HERE if any(one.port == self.port for one in found) else SETTLED_ELSEWHERE):
            return Outcome(listens=found, last=last)
        return None

    def expect_running(self) -> "Service":
        """Return this service if its container runs."""
        if self.outcome.cannot:
            raise self.outcome.cannot
        if self.outcome.ended or not self.container.state().running:
            code = self.container.state().exit_code
            if script := unreadable_script(self.container.output()):
                summary, expected, seen = script
                self.fail(summary, expected=expected, seen=seen)
            self.fail(
                f"The container ends right after its start, with exit code {code}.",
                expected="a server process that keeps running in the foreground",
                seen=f"a container that has ended with exit code {code}",
            )
        return self

    def expect_answering(self) -> "Service":
        """Return this service if it answers on its port from outside."""
        self.expect_running()
        if not self.outcome.answers:
            summary, seen = self._why_no_answer()
            self.fail(summary, expected=f"an HTTP answer on port {self.port} from outside the container", seen=seen)
        return self

    def _why_no_answer(self) -> tuple[str, str]:
        found = self.outcome.listens
        where = " and ".join(str(one) for one in found)
        here = [one for one in found if one.port == self.port]
        if here and all(one.loopback for one in here):
            return (
                f"The server listens on 127.0.0.1:{self.port}: only the container itself can reach it.",
                f"a server listening on {where}, inside the container",
            )
        if here:
            return f"Port {self.port} is open, but no answer comes: {self.outcome.last}.", f"a server on {where}"
        if found:
            return f"The server listens on {where}, not on port {self.port}.", f"a server listening on {where}"
        return (
            f"Nothing listens on port {self.port} after {limits().start:.0f} s.",
            "a container that runs and listens on no port",
        )

    def get(self, path: str) -> Answer:
        """Send GET and return the answer. Raises Failure where none comes."""
        return self.ask(Request("GET", path))

    def post(self, path: str, *, json: Any = None, body: bytes | None = None) -> Answer:
        """Send POST with a JSON value, or with raw bytes under the same content type."""
        return self.ask(Request("POST", path, body if body is not None else _encoded(json)))

    def ask(self, request: Request) -> Answer:
        """Send a request and return the answer. Raises Failure where none comes whole and in time."""
        try:
            reply, times = self._send(request)
            return Answer(request, reply, self.fail, times)
        except NoAnswer as error:
            self.fail(f"{request} gets no answer.", expected="an HTTP answer", seen=str(error), request=request)

    def _send(self, request: Request) -> tuple[Reply, int]:
        """Send a request, and once more where it met silence; return the reply and how often it was sent.

        A busy engine's network loses a packet now and then (twice in 550 gradings, measured); a service
        that is late is late both times.
        """
        try:
            return send(self._client, request), 1
        except Silence:
            log.warning("%s met silence: asked again", request)
        self._client = new_client(self.host, self.container.host_port)
        return send(self._client, request), 2

    def hang_up(self) -> None:
        """Close our connections: a server that stops may wait for those that are open, idle or not."""
        self._client.close()
        self._client = new_client(self.host, self.container.host_port)

    def stop(self, seconds: float) -> Ended:
        """Stop it as `docker stop --time SECONDS` does, and return how it ended. It runs when it is asked to."""
        self.expect_running().hang_up()
        with Watch(self.container.id) as watch:
            self.container.stop(seconds)
            return self._ended(watch.until("die", limits().finish))

    def signal(self, name: str) -> None:
        """Send its first process a signal, for example `TERM`."""
        self.container.signal(name)

    def signal_to_end(self, name: str, seconds: float) -> Ended | None:
        """Send its first process a signal and return how it ended; None where it still runs after `seconds`."""
        self.expect_running()
        with Watch(self.container.id) as watch:
            self.container.signal(name)
            events = watch.until("die", seconds)
        return self._ended(events) if any(event.action == "die" for event in events) else None

    def _ended(self, events: list[Event]) -> Ended:
        if not any(event.action == "die" for event in events):
            raise EnvironmentFault("The engine did not report that a container ended. Type: nox -s doctor")
        return Ended.of(events)

    def execute(self, *command: str, user: str = "") -> Executed:
        """Run a command in the container and return how it ended."""
        done = self.container.execute(*command, user=user, seconds=limits().command)
        return Executed(done.status, done.out + done.err)

    def logs(self) -> str:
        """Return what the container has printed so far, on both streams."""
        return self.container.output()

    def remove(self) -> None:
        """Remove the container at once, running or not; what lies in its volumes stays."""
        self.container.remove()

    def processes(self) -> list[tuple[int, str]]:
        """Return the user id and command line of each process in the container."""
        return self.container.processes()

    def expect_health(self, status: str) -> "Service":
        """Return this service if its health check reaches a status: in time, and before it has settled on another."""
        state = self.container.state()
        runs = {state.last_health_run}

        def look() -> bool | None:
            nonlocal state
            state = self.container.state()
            runs.add(state.last_health_run)
            on_its_way = (state.failing_streak > 0) == (status == "unhealthy")
            settled = len(runs) > ENOUGH_HEALTH_RUNS and not on_its_way
            return state.health == status or settled or not state.running or None

        wait_for(look, limits().health, beat=0.05)
        # Of a container that has ended, the engine says that it is unhealthy: no health check has found that.
        if not state.running:
            self.fail(
                f"The container ends, with exit code {state.exit_code}: its health check cannot say {status}.",
                expected=f"a container that keeps running, with the health status {status}",
                seen=f"a container that has ended with exit code {state.exit_code}",
            )
        if state.health != status:
            last = f"; its last run ended with {tail(state.health_log[-1], lines=3)}" if state.health_log else ""
            self.fail(
                f"The health check says {state.health or 'nothing'}, not {status}.",
                expected=f"the health status {status}",
                seen=f"the health status {state.health or 'none'}{last}",
            )
        return self

    def evidence(self) -> dict[str, str]:
        """Return what a person would look at first: logs, exit code, OOM flag, health history, ports."""
        state = self.container.state()
        last = state.health_log[-1] if state.health_log else "no run yet"
        ports = ", ".join(str(one) for one in listeners(self.container)) if state.running else ""
        return {
            "logs": tail(self.container.output()),
            "exit code": "" if state.running else str(state.exit_code),
            "out of memory": "the kernel ended a process (OOMKilled)" if state.oom_killed else "",
            "health": f"{state.health}; {tail(last, lines=4)}" if state.health else "",
            "listens on": ports,
            "error": state.error,
        }

    def fail(self, summary: str, *, expected: str, seen: str = "", request: Request | None = None) -> NoReturn:
        """Raise a Failure with the container's evidence and a command that shows the same by hand."""
        raise Failure(
            summary, expected=expected, seen=seen, evidence=self.evidence(), reproduce=self.reproduce(request)
        )

    def reproduce(self, request: Request | None) -> str:
        """Return one command that starts the container, asks it (or shows its logs), and removes it."""
        if request is None:
            return f"docker run --rm {self._by_hand}"
        ask = f"curl -i --retry 20 --retry-delay 1 --retry-all-errors {request.curl}"
        steps = (f"docker run -d --name {self.name} {self._by_hand}", self.then_by_hand, ask)
        return f"{' && '.join(filter(None, steps))}; docker rm -f {self.name}"


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
