"""14 contract: bad input is told by name, a batch is its birds, and nothing is promised before the model is there."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from checker import (
    Attempt,
    Body,
    Image,
    Late,
    Raw,
    Service,
    Terms,
    bad_bodies,
    draw,
    expect_batches,
    expect_birds,
    expect_card,
    expect_ready,
    expect_refused,
    expect_version,
    good_birds,
    plain_bodies,
    retrained,
    terms_of,
)

#: Good birds that are asked for, and bad bodies that are sent.
BIRDS = 20
BODIES = 100

#: Birds of the batches: the largest one holds each bird several times.
SIZES = (1, 12, 100)


@pytest.fixture(scope="session")
def terms() -> Terms:
    """Return the contract of the service as it is given: with version 3."""
    return terms_of("3")


@pytest.fixture(scope="session")
def other(attempt: Attempt, terms: Terms) -> Terms:
    """Return its contract with a model that nobody has seen."""
    return Terms(retrained(terms.file, attempt.seed))


@pytest.fixture(scope="session")
def bodies(attempt: Attempt, terms: Terms) -> Iterator[Future[list[Body]]]:
    """Return a hundred bad bodies, which are drawn while the image is built."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(bad_bodies, terms, attempt.seed, BODIES)


@pytest.fixture(scope="session")
def image(bodies: Future[list[Body]], attempt: Attempt) -> Image:  # noqa: ARG001  (they are drawn beside)
    """Return the image that the learner's Dockerfile builds."""
    return Image.build(attempt)


@pytest.fixture(scope="session")
def flock(attempt: Attempt, terms: Terms) -> list[Raw]:
    """Return birds that the model answers for."""
    return draw(good_birds(terms), attempt.seed, BIRDS)


@pytest.fixture(scope="session")
def late(image: Image, service: Service, other: Terms, docker_ip: str) -> Late:
    """Return a container whose model, one that nobody has seen, is on its way."""
    return Late.start(image, docker_ip, other, service)


@pytest.fixture(scope="session")
def arrived(late: Late) -> Service:
    """Return the same container after its model has arrived."""
    late.deliver()
    expect_ready(late.service)
    return late.service


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_waits(late: Late, flock: list[Raw]) -> None:
    """Until the model has loaded, /health answers 200, and /ready and the predictions 503."""
    late.expect_waiting(flock[0])


def check_ready(arrived: Service, service: Service) -> None:
    """When the model has loaded, /ready answers 200."""
    arrived.expect_running()
    expect_ready(service)


def check_predicts(service: Service, arrived: Service, terms: Terms, other: Terms, flock: list[Raw]) -> None:
    """POST /predict answers as the served model does, up to both ends of its ranges."""
    expect_birds(service, terms, flock)
    expect_birds(arrived, other, draw(good_birds(other), len(flock), BIRDS // 2))


def check_describes(service: Service, arrived: Service, terms: Terms, other: Terms) -> None:
    """GET /version and GET /metadata tell which contract and which model are served."""
    for one, its in ((service, terms), (arrived, other)):
        expect_version(one, its)
        expect_card(one, its)


def check_batch(service: Service, terms: Terms, attempt: Attempt) -> None:
    """POST /predict/batch answers what its birds get one by one, in their order."""
    birds = draw(good_birds(terms), attempt.seed + 1, BIRDS) * max(SIZES)
    expect_batches(service, terms, [birds[:size] for size in SIZES])


def check_refuses(service: Service, arrived: Service, terms: Terms, other: Terms, attempt: Attempt) -> None:
    """A bad bird gets a 4xx that names each field that is wrong, and no other."""
    for one, its in ((service, terms), (arrived, other)):
        expect_refused(one, its, plain_bodies(its, attempt.seed, batch=False))


def check_refuses_batch(service: Service, terms: Terms, attempt: Attempt) -> None:
    """A bad batch gets a 4xx that names the bird and the field."""
    expect_refused(service, terms, plain_bodies(terms, attempt.seed, batch=True))


def check_never_500(service: Service, terms: Terms, bodies: Future[list[Body]], flock: list[Raw]) -> None:
    """A hundred bad bodies of every kind are refused, none gets a 500, and the service goes on."""
    expect_refused(service, terms, bodies.result())
    expect_birds(service, terms, flock[:1])
