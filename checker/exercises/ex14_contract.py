"""14 contract: bad input is told by name, a batch is its birds, and nothing is promised before the model is there."""

import pytest

from checker import Attempt, Endpoint, terms_of


@pytest.fixture(scope="session")
def endpoint(attempt: Attempt, docker_ip: str) -> Endpoint:
    """Return the image and its contract, with version 3 of the model."""
    return Endpoint.build(attempt, docker_ip, terms_of("3"))


def check_builds(endpoint: Endpoint) -> None:
    """Your Dockerfile builds an image, and a container of it answers."""
    endpoint.expect_answering()


def check_waits(endpoint: Endpoint) -> None:
    """Until the model has loaded, /health answers 200, and /ready and the predictions 503."""
    endpoint.expect_waiting()


def check_ready(endpoint: Endpoint) -> None:
    """When the model has loaded, /ready answers 200."""
    endpoint.expect_ready()


def check_predicts(endpoint: Endpoint) -> None:
    """POST /predict answers as the served model does, up to both ends of its ranges."""
    endpoint.expect_predictions()


def check_describes(endpoint: Endpoint) -> None:
    """GET /version and GET /metadata tell which contract and which model are served."""
    endpoint.expect_descriptions()


def check_batch(endpoint: Endpoint) -> None:
    """POST /predict/batch answers what its birds get one by one, in their order."""
    endpoint.expect_batches()


def check_refuses(endpoint: Endpoint) -> None:
    """A bad bird gets a 4xx that names each field that is wrong, and no other."""
    endpoint.expect_refusals()


def check_refuses_batch(endpoint: Endpoint) -> None:
    """A bad batch gets a 4xx that names the bird and the field."""
    endpoint.expect_batch_refusals()


def check_never_500(endpoint: Endpoint) -> None:
    """A hundred bad bodies of every kind are refused, none gets a 500, and the service goes on."""
    endpoint.expect_no_break()
