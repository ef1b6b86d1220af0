"""15 fastapi: the contract of exercise 14 again, a document that describes it, and workers that fit their limits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from checker import (
    Attempt,
    Endpoint,
    Failure,
    Service,
    Setting,
    draw,
    expect_batches,
    expect_document,
    expect_ready,
    expect_workers,
    good_birds,
    terms_of,
)

#: Worker processes that two containers are asked for.
FEWER = 2
MORE = 3

#: What the container with fewer workers may use.
MEMORY = "256m"

#: Batches that it gets at once, and birds in each.
BATCHES = 8
BIRDS = 100


@pytest.fixture(scope="session")
def endpoint(attempt: Attempt, docker_ip: str) -> Endpoint:
    """Return the image and its contract; the container whose model comes late has more workers than the others."""
    return Endpoint.build(attempt, docker_ip, terms_of("3"), {"WEB_CONCURRENCY": str(MORE)})


@pytest.fixture(scope="session")
def limited(endpoint: Endpoint) -> Service:
    """Return a container with fewer workers, and little memory."""
    setting = Setting(
        environment={"WEB_CONCURRENCY": str(FEWER)},
        memory=MEMORY,
        by_hand=f"-e WEB_CONCURRENCY={FEWER} --memory {MEMORY} --memory-swap {MEMORY}",
    )
    return endpoint.image.serve(endpoint.host, setting)


def check_builds(endpoint: Endpoint) -> None:
    """Your Dockerfile builds an image, and a container of it answers."""
    endpoint.expect_answering()


def check_waits(endpoint: Endpoint) -> None:
    """Until the model has loaded, /health answers 200, and /ready and the predictions 503."""
    endpoint.expect_waiting()


def check_ready(endpoint: Endpoint) -> None:
    """When the model has loaded, /ready answers 200, whichever worker is asked."""
    endpoint.expect_ready()


def check_answers(endpoint: Endpoint) -> None:
    """One bird, many birds, /version and /metadata: as the contract of exercise 14 says."""
    endpoint.expect_predictions()
    endpoint.expect_descriptions()
    endpoint.expect_batches()


def check_refuses(endpoint: Endpoint) -> None:
    """Bad birds and bad batches get a 4xx that names what is wrong."""
    endpoint.expect_refusals()
    endpoint.expect_batch_refusals()


def check_never_500(endpoint: Endpoint) -> None:
    """A hundred bad bodies of every kind are refused, none gets a 500, and the service goes on."""
    endpoint.expect_no_break()


def check_openapi(endpoint: Endpoint) -> None:
    """GET /openapi.json describes the contract: paths, bodies and answers."""
    expect_document(endpoint.service, endpoint.terms, endpoint.flock[0])


def check_workers(endpoint: Endpoint, limited: Service) -> None:
    """WEB_CONCURRENCY says how many worker processes there are, and they share the work."""
    expect_workers(endpoint.arrived, limited.expect_running(), MORE - FEWER)


def check_memory(endpoint: Endpoint, limited: Service) -> None:
    """Two workers live and work in 256 MiB."""
    birds = draw(good_birds(endpoint.terms), endpoint.seed, BIRDS // 5) * 5
    try:
        expect_ready(limited)
        with ThreadPoolExecutor(BATCHES) as pool:
            list(pool.map(lambda _: expect_batches(limited, endpoint.terms, [birds]), range(BATCHES)))
    except Failure:
        # Whatever went wrong, this is why.
        expect_enough_memory(limited)
        raise
    expect_enough_memory(limited)


def expect_enough_memory(service: Service) -> None:
    """Raise a Failure where the kernel has ended a process of a container for its memory."""
    if service.container.state().oom_killed:
        service.fail(
            f"With {FEWER} workers and {MEMORY} of memory, the kernel ends a process of the container.",
            expected=f"{FEWER} workers that fit into {MEMORY}",
            seen="OOMKilled: true",
        )
