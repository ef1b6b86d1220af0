"""The fixtures that every exercise can take. One of an exercise's own stands in its module."""

import pytest

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.service import Service
from checker.penguins.sample import Bird
from checker.penguins.sample import sample as draw

#: Where the plugin leaves the attempt for the fixtures.
ATTEMPT = pytest.StashKey[Attempt]()


@pytest.fixture(scope="session")
def attempt(pytestconfig: pytest.Config) -> Attempt:
    """Return the attempt that is graded."""
    return pytestconfig.stash[ATTEMPT]


@pytest.fixture(scope="session")
def image(attempt: Attempt) -> Image:
    """Return the image that the learner's Dockerfile builds."""
    return Image.build(attempt)


@pytest.fixture(scope="session")
def service(image: Image, docker_ip: str) -> Service:
    """Return the container of that image with port 8000 published, started and observed."""
    return image.serve(docker_ip)


@pytest.fixture(scope="session")
def sample(attempt: Attempt) -> list[Bird]:
    """Return penguins that the model has never seen, drawn from the seed."""
    return draw(attempt.seed)
