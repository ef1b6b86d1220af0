"""Deployments under requests: which answers count after one, and what a person types for it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.http import Request
from checker.api.rollout.deploying import AFTERWARDS, Place
from checker.api.rollout.release import Release
from checker.api.scripts.ran import Ran
from checker.api.scripts.sandbox import Made
from checker.api.scripts.script import Script

GET = Request("GET", "/version")
RELEASE = Release("1.4.0", "slow", "sha256:a", ["penguin-id-3f2a:1.4.0"])


class Sandbox:
    """Two containers, of which one is no release."""

    def containers(self) -> list[Made]:
        """Return them."""
        return [Made("x-proxy", "sha256:b", running=True, published=(80,)), Made("x-blue", "sha256:a", running=False)]

    def logs(self, container: str) -> str:
        """Return what one has printed."""
        return f"{container} speaks"


class Deploying:
    """A script that starts a server of the test, which answers 503 for a moment."""

    path = Path("deploy.py")
    shown = "exercises/19-zero-downtime/deploy.py"
    sandbox = Sandbox()

    def __init__(self) -> None:
        self.servers: list[ThreadingHTTPServer] = []
        self.given: dict[str, str] = {}

    def run(self, image: str, *, environment: dict[str, str], seconds: float) -> Ran:  # noqa: ARG002  (a script's form)
        """Start it."""
        ready = Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Answer with what it has been asked for, once it is ready."""
                self.send_response(200 if ready.is_set() else 503)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base class's name)
                """Stay silent."""

        self.given = environment
        self.servers.append(ThreadingHTTPServer(("127.0.0.1", int(environment["PORT"])), Handler))
        Thread(target=self.servers[0].serve_forever, args=(0.01,), daemon=True).start()
        Timer(0.3, ready.set).start()
        return Ran(0, "", 0.1, timed_out=False)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deploying]:
    """Let every script be the one above; its server ends with the test."""
    found = Deploying()
    monkeypatch.setattr(Script, "find", lambda *_: found)
    yield found
    for server in found.servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("patience", "statuses"), [(0.0, {503}), (5.0, {200})])
def test_the_first_answers_count(patience: float, statuses: set[int], script: Deploying, tmp_path: Path) -> None:
    """At once; or from the first good one on, where there is patience."""
    with Attempt("19-zero-downtime", tmp_path, 7, "test", print) as attempt:
        place = Place(attempt, [RELEASE], 10)
        with place.load([GET], 2, 0.01) as steady:
            found = place.deploy(RELEASE, steady, patience)
    assert {one.status for one in found.answers} == statuses
    assert len(found.answers) == AFTERWARDS
    assert all(one.began > found.ended >= found.began for one in found.answers)
    assert script.given["NAME"].startswith("penguin-")


@pytest.mark.usefixtures("script")
def test_a_failure_says_what_was_there_and_how_to_see_it(tmp_path: Path) -> None:
    """Containers, the proxy's log, the build of the version, the script."""
    with Attempt("19-zero-downtime", tmp_path, 7, "test", print) as attempt:
        place = Place(attempt, [RELEASE], 10)
        with place.load([GET], 2, 0.01) as steady:
            found = place.deploy(RELEASE, steady)
    with pytest.raises(Failure) as caught:
        found.fail("No.", expected="a", seen="b")
    evidence = caught.value.evidence
    lines = "x-proxy (another image): runs, publishes 80\nx-blue (version 1.4.0): does not run"
    assert (evidence["containers"], evidence["logs of x-proxy"]) == (lines, "x-proxy speaks")
    assert "logs of x-blue" not in evidence
    assert "--build-arg VERSION=1.4.0 --build-arg FAULT=slow -t penguin-id-3f2a:1.4.0" in evidence["reproduce"]
    assert "python exercises/19-zero-downtime/deploy.py penguin-id-3f2a:1.4.0; curl -i" in evidence["reproduce"]
