"""The fixtures that every exercise can take. One of an exercise's own stands in its module."""

from pathlib import Path

import pytest
from pytest_docker import Services

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.service import Service
from checker.api.stacks.stack import Stack, by_hand
from checker.engine.compose import Project
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


@pytest.fixture(scope="session")
def docker_compose_project_name(attempt: Attempt) -> str:
    """Give each attempt's stack a name of its own: pytest-docker's is the process id."""
    return f"shipyourmodel-{attempt.run}-{attempt.exercise[:2]}"


@pytest.fixture(scope="session")
def docker_setup() -> str:
    """Switch pytest-docker's set-up off: it runs before its clean-up is armed. A stack starts after that."""
    return ""


@pytest.fixture(scope="session")
def docker_cleanup() -> str:
    """Take a stack down at once: nothing in it is worth ten seconds of grace."""
    return "down --volumes --remove-orphans --timeout 0"


@pytest.fixture(scope="session")
def stack(
    attempt: Attempt,
    docker_services: Services,  # noqa: ARG001  (it arms the clean-up)
    docker_compose_project_name: str,
    docker_compose_file: str,
) -> Stack:
    """Start the stack of the exercise's own `docker_compose_file`; pytest-docker takes it down, started or not."""
    return Stack.start(Project(docker_compose_project_name, Path(docker_compose_file)), by_hand(attempt))
