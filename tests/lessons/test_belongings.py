"""What a page makes is known by the names in its commands."""

import pytest

from .belongings import names, unnamed


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("docker run --rm python:3.13-slim python -V", set()),
        ("docker run -d --name penguin-id image", {("container", "penguin-id")}),
        ("docker build -t one -t two:1 .", {("image", "one"), ("image", "two:1")}),
        ("docker build --tag=one .", {("image", "one")}),
        ("docker network create rookery", {("network", "rookery")}),
        ("docker volume create --label a=b nests", {("volume", "nests")}),
        ("docker tag one two", {("image", "two")}),
        ("printf 'x' | docker run -i --name reads one", {("container", "reads")}),
        ("echo -t here", set()),
    ],
)
def test_names(command: str, made: set[tuple[str, str]]) -> None:
    """Containers, images, networks and volumes are found by the options that name them."""
    assert names(command) == made


def test_container_without_a_name_is_refused() -> None:
    """A container without a name or --rm would stay on the reader's machine."""
    assert unnamed("docker run -d image") == "docker run -d image"
    assert unnamed("docker build .") == "docker build ."
    assert unnamed("docker run --rm image") is None
