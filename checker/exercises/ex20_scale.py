"""20 scale: replicas behind a balancer that finds new ones, shares the work, and survives the loss of one."""

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest

from checker import (
    Attempt,
    Bird,
    ComposeFile,
    Deadline,
    Load,
    Member,
    Request,
    Sent,
    Stack,
    answered_a_second,
    slowness,
    tally,
)

#: The services whose names the README fixes.
MODEL, BALANCER, REDIS = "model", "balancer", "redis"

#: How many replicas there are in the end.
REPLICAS = 3

#: Seconds in which each replica has answered, once there are so many, and in which all of them are asked for a sum. On
#: a machine that is busy with other things they count less.
FOUND = 10.0

#: Seconds that the given app takes for a bird, and answers a second that one replica cannot give: clocks differ.
A_BIRD = 0.1
MOST = 1.3 / A_BIRD

#: Clients who ask at the same time while answers are counted, and how many answers count with one replica, with three.
CLIENTS = 12
ANSWERS = {1: 12, REPLICAS: 36}

#: How many times more three replicas must answer, and how often that is measured before it counts.
GROWTH = 2.0
TRIES = 2

#: Requests that follow the end of a replica; seconds for each count of answers, far more than they take.
AFTER = 24
PATIENCE = 40.0

#: What a replica may have at most: bytes of memory, processors.
MEMORY = 512 * 2**20
PROCESSORS = 1.0

Counts = dict[str, int]


@pytest.fixture(scope="session")
def compose_file(attempt: Attempt) -> ComposeFile:
    """Return the learner's compose file."""
    return ComposeFile.read(attempt)


@pytest.fixture(scope="session")
def docker_compose_file(compose_file: ComposeFile, docker_ip: str) -> str:
    """Return the compose file of ours that pytest-docker runs, with one replica."""
    return str(compose_file.write(compose_file.build(), docker_ip, {MODEL: 1}))


@pytest.fixture(scope="session")
def balancer(stack: Stack, docker_ip: str) -> Member:
    """Return the service that users reach, asked on the port that it publishes."""
    port = next(iter(stack.member(BALANCER).published()), 80)
    return stack.member(BALANCER, docker_ip, port)


@pytest.fixture(scope="session")
def predictions(sample: list[Bird]) -> list[Request]:
    """Return requests for the species of birds that the model has never seen."""
    return [Request("POST", "/predict", json.dumps(bird.measurements).encode()) for bird in sample]


@pytest.fixture(scope="session")
def alone(balancer: Member, predictions: list[Request]) -> float:
    """Return how many requests a second one replica answers; what is too many is measured again before it counts."""
    alone = rate(balancer, predictions, ANSWERS[1])
    return alone if alone <= MOST else rate(balancer, predictions, ANSWERS[1])


@pytest.fixture(scope="session")
def scaled(stack: Stack, alone: float) -> list[str]:  # noqa: ARG001  (measured before)
    """Have three replicas, the balancer left as it is; return their host names."""
    stack.scale(MODEL, REPLICAS)
    return stack.member(MODEL).hostnames()


def rate(balancer: Member, predictions: list[Request], count: int) -> float:
    """Return how many requests a second are answered while `CLIENTS` clients ask without a pause."""
    with Load(balancer.address, predictions, clients=CLIENTS) as load:
        load.reach(CLIENTS // 2, PATIENCE)
        since = monotonic()
        load.more(count, PATIENCE)
        return answered_a_second(load.sent, since, monotonic())


@dataclass(frozen=True)
class Killed:
    """What became of the requests around the end of a replica."""

    dying: float
    """When it was still alive, for certain."""
    dead: float
    """When it was dead, for certain."""
    wrong: Sequence[Sent]
    """Requests that were not answered, or not rightly."""


@pytest.fixture(scope="session")
def killed(balancer: Member, stack: Stack, scaled: list[str], sample: list[Bird], predictions: list[Request]) -> Killed:  # noqa: ARG001  (before)
    """Kill a replica while requests go on."""
    species = {request: bird.species for request, bird in zip(predictions, sample, strict=True)}
    with Load(balancer.address, predictions, clients=CLIENTS) as load:
        load.reach(CLIENTS, PATIENCE)
        dying = monotonic()
        stack.kill(MODEL)
        dead = monotonic()
        load.more(AFTER, PATIENCE)
    wrong = [one for one in load.sent if not one.ok or named(one) != species[one.request]]
    return Killed(dying, dead, wrong)


def named(sent: Sent) -> str:
    """Return the species that an answer names, empty where it names none."""
    try:
        found = json.loads(sent.body)
    except ValueError:
        return ""
    return str(found.get("species")) if isinstance(found, dict) else ""


def check_valid(compose_file: ComposeFile) -> None:
    """Your compose file can be read, asks for nothing that it may not have, and has the three services."""
    compose_file.expect_services(BALANCER, MODEL, REDIS)


def check_starts(stack: Stack) -> None:
    """One command builds the images and starts every service, with one replica of the model."""


def check_answers(balancer: Member, sample: list[Bird]) -> None:
    """Through the balancer, the replica names penguins it has never seen, and says which replica it is."""
    balancer.expect_answering()
    for bird in sample[:6]:
        answer = balancer.post("/predict", json=bird.measurements).expect(200, json={"species": bird.species})
    if not answer.header("X-Instance"):
        balancer.fail(
            "The answers do not say which replica gives them.",
            expected="the header X-Instance, as the given app sends it",
            seen=str(dict(answer.reply.headers)),
            request=answer.request,
        )


def check_door(stack: Stack, docker_ip: str) -> None:
    """The balancer is the only service that publishes a port."""
    for name in stack.services():
        member = stack.member(name, docker_ip)
        if name != BALANCER and (published := member.published()):
            ports = " and ".join(map(str, published))
            member.fail(
                f"The service {name} can be reached past the balancer.",
                expected="a published port at `balancer` alone",
                seen=f"{name} publishes port {ports}: a second replica with the same port of the machine cannot start",
            )


def check_limits(stack: Stack) -> None:
    """Each replica has a limit on its memory, 512 MB at most, and on its CPU, one processor at most."""
    model = stack.member(MODEL)
    memory, processors = max(model.limits())
    if memory > MEMORY:
        model.fail(
            "The replicas have no limit on their memory, or a high one.",
            expected="a limit of 512 MB or less in `HostConfig.Memory` of each container",
            seen=f"nothing below {memory // 2**20} MB",
        )
    if not 0 < processors <= PROCESSORS:
        model.fail(
            "The replicas have no limit on their CPU, or a high one.",
            expected="a limit of one processor or less in `HostConfig.NanoCpus` of each container",
            seen=f"{processors:g} processors" if processors else "no limit: one replica may take the whole machine",
        )


def check_replicas(balancer: Member, scaled: list[str], predictions: list[Request]) -> None:
    """Scaled to three, with the balancer left running: every replica answers."""
    deadline = Deadline(FOUND * slowness())
    seen: Counter[str] = Counter()
    # Several ask at once: a balancer may well give all that comes one by one to the first replica that is idle.
    with ThreadPoolExecutor(CLIENTS) as clients:
        while set(scaled) - set(seen) and not deadline.over:
            for answer in clients.map(balancer.ask, predictions[:CLIENTS]):
                # A replica that has only begun to start is one that the balancer may fail to reach.
                seen[answer.header("X-Instance") if answer.status == 200 else f"nobody (status {answer.status})"] += 1
    if missing := set(scaled) - set(seen):
        balancer.fail(
            f"{len(missing)} of {len(scaled)} replicas get no request.",
            expected=f"answers from {REPLICAS} replicas within {FOUND:.0f} s, without a restart of the balancer",
            seen=f"{', '.join(f'{count} answers from {name}' for name, count in seen.items())}; "
            f"the replicas are {', '.join(scaled)}",
            request=predictions[0],
        )
    if len(set(scaled)) < REPLICAS:
        balancer.fail(
            "The replicas cannot be told apart.",
            expected=f"{REPLICAS} replicas, each with a host name of its own",
            seen=", ".join(scaled),
        )


def check_throughput(balancer: Member, alone: float, scaled: list[str], predictions: list[Request]) -> None:  # noqa: ARG001  (before)
    """Three replicas answer at least twice as many requests a second as one."""
    if alone > MOST:
        balancer.fail(
            "One replica answers more than one replica of the given app can.",
            expected=f"{1 / A_BIRD:.0f} requests a second at most: one bird at a time, {A_BIRD} s each",
            seen=f"{alone:.1f} requests a second with one replica",
        )
    together, one = 0.0, min(alone, 1 / A_BIRD)
    for _ in range(TRIES):
        together = max(together, rate(balancer, predictions, ANSWERS[REPLICAS]))
        if together >= GROWTH * one > 0:
            return
    balancer.fail(
        f"Three replicas do not answer {GROWTH:.0f} times what one answers.",
        expected=f"at least {GROWTH:.0f} x {one:.1f} requests a second, from {CLIENTS} clients",
        seen=f"{together:.1f} requests a second with {REPLICAS} replicas, {one:.1f} with one",
    )


def check_stateless(balancer: Member, scaled: list[str], sample: list[Bird]) -> None:
    """Feedback that any replica takes is known to all of them."""
    before = counts(balancer.get("/feedback/summary").expect(200).json())
    for bird in sample:
        said = {**bird.measurements, "species": bird.species}
        balancer.post("/feedback", json=said).expect(202, json={"status": "received"})
    expected = dict(Counter(before) + Counter(bird.species for bird in sample))
    deadline = Deadline(FOUND * slowness())
    asked: set[str] = set()
    while set(scaled) - asked and not deadline.over:
        answer = balancer.get("/feedback/summary").expect(200)
        asked.add(answer.header("X-Instance"))
        if counts(answer.json()) != expected:
            balancer.fail(
                "What a replica has counted, the others do not know.",
                expected=f"the counts {json.dumps(expected)} from every replica",
                seen=f"{answer.reply} from the replica {answer.header('X-Instance')}",
                request=answer.request,
            )


def check_killed(balancer: Member, killed: Killed) -> None:
    """When a replica is killed, no request is lost but those in flight."""
    lost = [one for one in killed.wrong if one.began > killed.dead]
    early = [one for one in killed.wrong if one.ended < killed.dying]
    flight = len(killed.wrong) - len(lost) - len(early)
    if early:
        balancer.fail(
            f"{len(early)} requests fail before any replica has ended.",
            expected="every request answered",
            seen=tally(early, killed.dead),
            request=early[0].request,
        )
    if lost:
        balancer.fail(
            f"{len(lost)} requests that were sent after the end of a replica are not answered well.",
            expected=f"every request answered that begins after `docker kill`, by the {REPLICAS - 1} replicas left",
            seen=f"{tally(lost, killed.dead)}; {flight} more were in flight",
            request=lost[0].request,
        )


def counts(summary: Any) -> Counts:
    """Return how often a summary counts each species, those left out that it counts never."""
    counted = summary.get("counted") if isinstance(summary, dict) else None
    return {name: count for name, count in counted.items() if count} if isinstance(counted, dict) else {}
