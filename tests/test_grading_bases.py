"""Which base images Dockerfiles name."""

from pathlib import Path

import pytest

from checker.grading.bases import named
from checker.versions import image

PYTHON = image("python")


@pytest.mark.parametrize(
    ("dockerfile", "found"),
    [
        ("FROM busybox:1.37", ["busybox:1.37"]),
        ("  from  busybox\t\n", ["busybox"]),
        ("FROM --platform=linux/arm64 debian:trixie-slim AS build", ["debian:trixie-slim"]),
        ("# FROM node:22\nFROM busybox:1.37\n", ["busybox:1.37"]),
        ("FROM busybox:1.37\r\nCMD true\r\n", ["busybox:1.37"]),
        ("FROM python:3.13\nFROM debian:trixie-slim\n", ["debian:trixie-slim", "python:3.13"]),
        ("FROM docker.io/library/busybox:1.37", ["docker.io/library/busybox:1.37"]),
        ("FROM busybox:1.37\nCOPY --from=python:3.13 /a /b\n", ["busybox:1.37", "python:3.13"]),
        ("FROM busybox:1.37 AS build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n", ["busybox:1.37"]),
        ("FROM node:22\nFROM registry.example:5000/team/base:1\n", ["node:22", "registry.example:5000/team/base:1"]),
        ("FROM Busybox\nRUN <<EOF\nfrom Flask import x\nfrom __future__ import y\nEOF\n", []),
        ("FROM busybox\nCOPY --chown=1:1 --from=debian:trixie-slim /a /a\n", ["busybox", "debian:trixie-slim"]),
        ("FROM busybox\nRUN --mount=type=bind,from=python:3.13,target=/p ls\n", ["busybox", "python:3.13"]),
        ("ARG BASE\nFROM ${BASE}\n", []),
        ("RUN echo FROM node:22\n", []),
        ("", []),
        ("\xff\xfe", []),
    ],
)  # fmt: skip
def test_the_bases_in_a_dockerfile_are_named(dockerfile: str, found: list[str], tmp_path: Path) -> None:
    """In any letter case, with options, in copies and mounts; not stages, not in comments, not what is no name."""
    (tmp_path / "Dockerfile").write_bytes(dockerfile.encode("latin-1"))
    assert named([tmp_path]) == sorted({PYTHON, *found})


def test_the_courses_python_is_always_named(tmp_path: Path) -> None:
    """Also where there is no Dockerfile, and where a folder has its name."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two" / "Dockerfile").mkdir(parents=True)
    assert named([]) == named([tmp_path / "one", tmp_path / "two"]) == [PYTHON]


def test_folders_share_their_bases(tmp_path: Path) -> None:
    """An image that two exercises start from is named once, in order."""
    for name, base in (("one", "busybox:1.37"), ("two", "busybox:1.37"), ("three", "debian:trixie-slim")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(f"FROM {base}\n", encoding="ascii")
    assert named(sorted(tmp_path.iterdir())) == ["busybox:1.37", "debian:trixie-slim", PYTHON]
