"""Known traffic for penguin-id, drawn from a seed: what a service counts and notes is held against it."""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from checker.api.http import Answer, Request
from checker.api.json_log import JsonLog, json_log
from checker.api.metrics.traffic import Lost, send_all
from checker.api.service import Service
from checker.penguins.sample import Bird, sample

PREDICT = "/predict"
ID = "X-Request-ID"

#: Addresses that machines ask, to look after the service: whether they are noted and counted is up to it.
QUIET = ("/health", "/metrics")

#: Rounds of traffic at most, until more than one process has answered: on a quiet machine the first one is enough.
ROUNDS = 6

#: What ids, addresses and made-up people are called.
_WORDS = ("torgersen", "biscoe", "dream", "anvers", "doumer", "wiencke")


@dataclass(frozen=True)
class Exchange:
    """A request that was answered: the bird that it asked about, if it is a sound one; the seconds that it took."""

    answer: Answer
    bird: Bird | None
    seconds: float

    @property
    def request(self) -> Request:
        """What was sent."""
        return self.answer.request

    @property
    def path(self) -> str:
        """The path of the request, without what follows a question mark."""
        return self.request.path.partition("?")[0]

    @property
    def id(self) -> str:
        """The request id that the answer has, or else the one that was sent."""
        return self.answer.header(ID) or self.request.headers.get(ID, "")


@dataclass
class Traffic:
    """All that was sent to a service since its start, and its log after that."""

    service: Service
    secrets: dict[str, str]
    """What the log must not hold, and what that is called."""
    words: set[str]
    """Words that belong to single requests: ids, unknown addresses, people."""
    exchanges: list[Exchange] = field(default_factory=list)
    log: JsonLog = field(default_factory=lambda: JsonLog.parse(""))

    @property
    def noted(self) -> list[Exchange]:
        """Those that have a line in the log: all but the addresses that machines look after the service with."""
        return [one for one in self.exchanges if one.path not in QUIET]

    @property
    def predicts(self) -> list[Exchange]:
        """Those that asked for a prediction, refused or not."""
        return [one for one in self.noted if one.path == PREDICT]

    @property
    def given(self) -> Counter[str]:
        """How often each species was given as an answer."""
        return Counter(one.bird.species for one in self.predicts if one.bird and one.answer.status == 200)

    @property
    def statuses(self) -> Counter[int]:
        """How often /predict has answered with each status."""
        return Counter(one.answer.status for one in self.predicts)

    @property
    def pids(self) -> set[str]:
        """The processes that say in the log that they have answered."""
        return {str(line["pid"]) for line in self.log.lines if line.get("pid") and "request_id" in line}


#: Returns birds that a service answers for, given a seed and how many.
Flock = Callable[[int, int], Sequence[Bird]]


def known_traffic(serve: Callable[[], Service], seed: int, birds: Flock = sample) -> Traffic:
    """Send known traffic to a service that was started for it, and wait for its log.

    Where a request meets silence, nobody knows whether it was counted: another service then gets all of it again.
    """
    service = serve().expect_answering()
    try:
        return _story(service, seed, birds)
    except Lost:
        service = serve().expect_answering()
    try:
        return _story(service, seed, birds)
    except Lost as lost:
        service.fail("A request gets no answer.", expected="an HTTP answer", seen=str(lost))


def _story(service: Service, seed: int, birds: Flock) -> Traffic:
    """Send rounds of requests until more than one process has answered, and return them with the log."""
    rng = random.Random(seed)  # noqa: S311  (a draw that can be replayed, not a secret)
    observer = f"{rng.choice(_WORDS)}.{rng.randrange(10**6):06d}@rookery.example"
    token = f"{rng.getrandbits(80):020x}"
    # The part before the @ is enough: some logs write %40 for it.
    who = observer.partition("@")[0]
    secrets = {who: "the e-mail address of an observer", token: "an access token"}
    traffic = Traffic(service, secrets, {who, token})
    for _ in range(ROUNDS):
        planned = plan(rng, observer, token, birds)
        sent = send_all(service, [request for request, _ in planned])
        traffic.exchanges += [
            Exchange(one.answer, bird, one.seconds) for one, (_, bird) in zip(sent, planned, strict=True)
        ]
        ids = {one.id for one in traffic.noted} - {""}
        traffic.words |= ids | {one.path.rpartition("/")[2] for one in traffic.noted if one.path != PREDICT}
        traffic.log = json_log(service, _has(ids))
        if len(traffic.pids) != 1:
            break
    return traffic


def _has(ids: set[str]) -> Callable[[JsonLog], bool]:
    return lambda log: all(one in log.stdout for one in ids)


def plan(rng: random.Random, observer: str, token: str, birds: Flock = sample) -> list[tuple[Request, Bird | None]]:
    """Return a round of requests in a drawn order, each with the bird that a sound one asks about."""
    planned = [*_sound(rng, observer, birds)]
    lacking = {"bill_length_mm": 39.1}
    wrong = [lacking, {**lacking, "bill_depth_mm": observer}, [observer]]
    bodies = rng.choices(wrong, k=rng.randrange(5, 12)) + wrong
    planned += [(Request("POST", PREDICT, json.dumps(body).encode()), None) for body in bodies]
    unknown = [f"/photos/{rng.choice(_WORDS)}-{rng.randrange(10**6):06d}" for _ in range(rng.randrange(3, 9))]
    planned += [(Request("GET", path), None) for path in unknown]
    planned += [(Request("GET", path), None) for path in QUIET for _ in range(rng.randrange(3, 7))]
    rng.shuffle(planned)
    return [(_with_headers(request, rng, token), bird) for request, bird in planned]


def _sound(rng: random.Random, observer: str, birds: Flock) -> list[tuple[Request, Bird | None]]:
    """Return requests for predictions, some birds more than once, each kind another number of times."""
    flock = birds(rng.randrange(10**6), 9)
    found: list[tuple[Request, Bird | None]] = []
    for bird in [*flock, *rng.choices(flock, k=rng.randrange(14, 27))]:
        body = json.dumps({**bird.measurements, "observer": observer}).encode()
        query = f"?observer={observer}" if rng.random() < 0.3 else ""
        found.append((Request("POST", PREDICT + query, body), bird))
    return found


def _with_headers(request: Request, rng: random.Random, token: str) -> Request:
    """Return a request with a token, and every other time with an id."""
    headers = {"Authorization": f"Bearer {token}"}
    if rng.random() < 0.5:
        headers[ID] = f"{rng.choice(_WORDS)}-{rng.getrandbits(48):012x}"
    return replace(request, headers=headers)
