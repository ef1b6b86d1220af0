"""13 compose: the model, Redis and a worker, started by one command, in order, private, and without losing feedback."""

import json
import re
import socket
from collections import Counter
from typing import Any

import pytest

from checker import Attempt, Bird, ComposeFile, Member, Stack, Workspace, healthy_asleep

#: The services whose names the README fixes.
MODEL, REDIS, WORKER = "model", "redis", "worker"

#: Where settings are looked for, and the line that sets the station's name there.
SETTINGS = ("*.env", ".env.*")
_STATION = re.compile(rb"^((?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?STATION[ \t]*[=:])[^\r\n]*", re.MULTILINE)

#: Seconds in which a Redis that can be reached answers.
PING = 2.0

Counts = dict[str, int]


@pytest.fixture(scope="session")
def station(attempt: Attempt) -> str:
    """Return a name for the station that no submission has seen."""
    return f"Rookery-{attempt.seed:06d}"


@pytest.fixture(scope="session")
def workspace(attempt: Attempt) -> Workspace:
    """Return the copy of the folder that is graded."""
    return attempt.copy()


@pytest.fixture(scope="session")
def settings(workspace: Workspace, station: str) -> list[str]:
    """Give the station of the copy another name; return the files in which it stood."""
    changed = []
    for path in {path for pattern in SETTINGS for path in workspace.files(pattern)}:
        text, count = _STATION.subn(lambda match: match[1] + station.encode(), path.read_bytes())
        if count:
            workspace.rewrite(path, text)
            changed.append(path.name)
    return sorted(changed)


@pytest.fixture(scope="session")
def compose_file(attempt: Attempt, workspace: Workspace, settings: list[str]) -> ComposeFile:  # noqa: ARG001  (before)
    """Return the copy's compose file, once its station has another name."""
    return ComposeFile.read(attempt, workspace.folder)


@pytest.fixture(scope="session")
def docker_compose_file(compose_file: ComposeFile, docker_ip: str) -> str:
    """Return the compose file of ours that pytest-docker runs: the learner's own is never run."""
    return str(compose_file.write(compose_file.build(), docker_ip))


@pytest.fixture(scope="session")
def model(stack: Stack, docker_ip: str) -> Member:
    """Return the service that answers."""
    return stack.member(MODEL, docker_ip)


@pytest.fixture(scope="session")
def sent(model: Member, sample: list[Bird], attempt: Attempt) -> Counts:
    """Send feedback on birds, more of it the larger the seed's last digit; return how often each species was said."""
    birds = [*sample, *sample[: attempt.seed % 10]]
    for bird in birds:
        said = {**bird.measurements, "species": bird.species}
        model.post("/feedback", json=said).expect(202, json={"status": "received"})
    return dict(Counter(bird.species for bird in birds))


def check_valid(compose_file: ComposeFile) -> None:
    """Your compose file can be read, asks for nothing that it may not have, and has the services model and redis."""
    compose_file.expect_services(MODEL, REDIS)


def check_starts(stack: Stack) -> None:
    """One command builds the images and starts every service."""


def check_predicts(model: Member, sample: list[Bird]) -> None:
    """The service `model` answers on its published port: it names the species of penguins it has never seen."""
    model.expect_answering()
    for bird in sample:
        model.post("/predict", json=bird.measurements).expect(200, json={"species": bird.species})


def check_feedback(sent: Counts) -> None:
    """The model finds Redis: feedback is received."""


def check_counted(model: Member, stack: Stack, sent: Counts) -> None:
    """The worker finds Redis, and counts the feedback."""
    if WORKER not in stack.services():
        model.fail(
            "There is no service `worker`.",
            expected=f"a service `{WORKER}` that runs worker.py",
            seen=", ".join(stack.services()),
        )
    answer = model.get_until("/feedback/summary", lambda found: counts(found) == sent)
    if counts(answer.expect(200).json()) != sent:
        stack.member(WORKER).fail(
            "The feedback is received, and not counted.",
            expected=f"the counts {json.dumps(sent)} in GET /feedback/summary",
            seen=str(answer.reply),
            request=answer.request,
        )


def check_redis_private(stack: Stack, docker_ip: str) -> None:
    """Nobody outside reaches Redis: `model` is the only service that publishes a port."""
    for name in stack.services():
        member = stack.member(name, docker_ip)
        published = member.published()
        if name == MODEL or not published:
            continue
        answers = [f"port {port}{_pong(docker_ip, host_port)}" for port, host_port in published.items()]
        member.fail(
            f"The service {name} can be reached from outside.",
            expected="a published port at `model` alone; services reach each other without one",
            seen=f"{name} publishes {' and '.join(answers)}",
        )


def check_order(attempt: Attempt, stack: Stack) -> None:
    """Model and worker are started after Redis has turned healthy."""
    healthy = stack.began.first(REDIS, healthy=True)
    if healthy is None:
        stack.member(REDIS).fail(
            "Redis never turned healthy: it has no health check.",
            expected="a health check of the service redis, and model and worker that wait for it",
            seen="a service that is started, and says nothing about whether it can be used",
        )
    for name in {MODEL, WORKER} & {*stack.services()}:
        started = stack.began.first(name, healthy=False)
        if started is not None and started < healthy:
            stack.member(name).fail(
                f"The service {name} is started before Redis is healthy.",
                expected=f"{name} started after the health check of redis has succeeded",
                seen=f"{name} started {healthy - started:.1f} s before that",
            )
    if test := healthy_asleep(attempt, stack.member(REDIS)):
        stack.member(REDIS).fail(
            "The health check of redis succeeds where no Redis runs, so nobody waits for Redis.",
            expected="a health check that fails as long as no Redis answers",
            seen=f"`{test}` succeeds in a container of the same image in which nothing but `sleep` runs",
        )


def check_configured(model: Member, settings: list[str], station: str) -> None:
    """The station's name comes from a file of settings: another name there is another name in both services."""
    if not settings:
        model.fail(
            "No file of settings names the station.",
            expected="a line STATION=... in .env, or in another file whose name ends in .env",
            seen="no such line in any file whose name ends in .env",
        )
    files = " and ".join(settings)
    for path, service in (("/health", MODEL), ("/feedback/summary", WORKER)):
        answer = model.get(path).expect(200)
        said = answer.json()
        found = said.get("station") if isinstance(said, dict) else said
        if found != station:
            model.fail(
                f"The service {service} does not take the station's name from {files}.",
                expected=f"the station {station}, which stands in {files}, in GET {path}",
                seen=f"the station {found}",
                request=answer.request,
            )


def check_restart(model: Member, stack: Stack, sent: Counts) -> None:
    """A restart of Redis loses no feedback."""
    stack.restart(REDIS)
    _expect_kept(model, stack, sent, "a restart of Redis")


def check_kept(model: Member, stack: Stack, sent: Counts) -> None:
    """`docker compose down` and `up` lose no feedback."""
    mounts = stack.member(REDIS).mounts().items()
    mounted = ", ".join(f"{name or 'a volume without a name'} at {path}" for path, name in mounts)
    stack.recreate()
    _expect_kept(model, stack, sent, "`down` and `up`", f"; redis has mounted {mounted or 'nothing'}")


def _expect_kept(model: Member, stack: Stack, sent: Counts, after: str, mounted: str = "") -> None:
    answer = model.expect_answering().get_until("/feedback/summary", lambda _: True)
    if counts(answer.expect(200).json()) != sent:
        stack.member(REDIS).fail(
            f"Feedback is lost after {after}.",
            expected=f"the counts {json.dumps(sent)} in GET /feedback/summary, as before",
            seen=f"{answer.reply}{mounted}",
            request=answer.request,
        )


def counts(summary: Any) -> Counts:
    """Return how often a summary counts each species, those left out that it counts never."""
    counted = summary.get("counted") if isinstance(summary, dict) else None
    return {name: count for name, count in counted.items() if count} if isinstance(counted, dict) else {}


def _pong(host: str, port: int) -> str:
    """Return what a Redis behind a port of this machine says, as words to follow the port."""
    try:
        with socket.create_connection((host, port), PING) as connection:
            connection.settimeout(PING)
            connection.sendall(b"PING\r\n")
            return ", and answers PING with PONG" if b"PONG" in connection.recv(64) else ""
    except OSError:
        return ""
