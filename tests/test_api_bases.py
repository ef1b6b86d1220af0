"""Which names of base images say a version, and which are moved on."""

from types import SimpleNamespace
from typing import Any

import pytest

from checker.api.later.bases import base_images, names_a_version
from checker.engine.progress import Step


@pytest.mark.parametrize(
    "reference",
    ["python:3.13-slim", "python:3.13.5-slim-trixie", "python:3.13", "python:latest@sha256:" + "0" * 64,
     "debian:trixie-slim", "debian:13", "ubuntu:24.04", "ubuntu:noble", "registry.example/conda/miniforge3:25.3.0-3",
     "localhost:5000/python:3.13-slim", "registry.example/tools/uv:python3.13-trixie-slim"],
)  # fmt: skip
def test_a_version_or_a_digest_is_exact(reference: str) -> None:
    """For Python two numbers; for others a number, or the name of a release."""
    assert names_a_version(reference)


@pytest.mark.parametrize(
    "reference",
    ["python:latest", "python", "python:3", "python:3-slim", "python:slim", "python:slim-trixie", "debian:stable-slim",
     "debian:latest", "ubuntu:rolling", "localhost:5000/python:latest", "localhost:5000/conda", "alpine:edge"],
)  # fmt: skip
def test_what_moves_to_another_version_is_not(reference: str) -> None:
    """`latest`, a major version alone, a flavour alone, and no tag at all."""
    assert not names_a_version(reference)


def image_of(*steps: str) -> Any:
    """Return what is asked of an image: the steps of its build."""
    return SimpleNamespace(steps=[Step(name=step) for step in steps])


def test_the_bases_are_those_of_the_stages() -> None:
    """An image that only COPY --from reads is no base; a digest that the builder has added is not the learner's."""
    image = image_of(
        "[internal] load metadata for docker.io/library/python:3.13-slim",
        "[internal] load metadata for docker.io/library/python:3@sha256:11",
        "[internal] load metadata for docker.io/library/busybox:latest",
        "FROM docker.io/library/busybox:latest",
        "[build 1/2] FROM docker.io/library/python:3@sha256:11",
        "[stage-1 1/3] FROM docker.io/library/python:3.13-slim@sha256:22",
        "[stage-1 2/3] COPY --from=build /venv /venv",
    )
    assert base_images(image) == ["python:3.13-slim", "python:3@sha256:11"]
