"""Which base images Dockerfiles name."""

from pathlib import Path

import pytest

from checker.catalog import Exercise
from checker.grading.bases import named
from checker.versions import image

PYTHON = image("python")


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """An exercise whose checks need no image of their own."""
    module = tmp_path / "ex99_none.py"
    module.with_suffix(".toml").write_text("[checks]\n", encoding="utf-8")
    return Exercise("99-none", module)


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
def test_the_bases_in_a_dockerfile_are_named(
    dockerfile: str, found: list[str], exercise: Exercise, tmp_path: Path
) -> None:
    """In any letter case, with options, in copies and mounts; not stages, not in comments, not what is no name."""
    (tmp_path / "Dockerfile").write_bytes(dockerfile.encode("latin-1"))
    assert named([(exercise, tmp_path)]) == sorted({PYTHON, *found})


def test_the_courses_python_is_always_named(exercise: Exercise, tmp_path: Path) -> None:
    """Also where there is no Dockerfile, and where a folder has its name."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two" / "Dockerfile").mkdir(parents=True)
    works = [(exercise, tmp_path / "one"), (exercise, tmp_path / "two"), (exercise, tmp_path / "nowhere")]
    assert named([]) == named(works) == [PYTHON]


def test_what_the_checks_need_is_named(exercise: Exercise, tmp_path: Path) -> None:
    """A rubric names images by their keys, whatever the work names."""
    exercise.rubric.write_text('images = ["busybox"]\n[checks]\n', encoding="utf-8")
    assert named([(exercise, tmp_path / "nowhere")]) == sorted([PYTHON, image("busybox")])


def test_folders_share_their_bases(exercise: Exercise, tmp_path: Path) -> None:
    """An image that two exercises start from is named once, in order."""
    works = []
    for name, base in (("one", "busybox:1.37"), ("two", "busybox:1.37"), ("three", "debian:trixie-slim")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(f"FROM {base}\n", encoding="ascii")
        works.append((exercise, tmp_path / name))
    assert named(works) == ["busybox:1.37", "debian:trixie-slim", PYTHON]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("parts/web/Dockerfile", "FROM busybox:1.37\n", ["busybox:1.37"]),
        ("web.Dockerfile", "FROM busybox:1.37\n", ["busybox:1.37"]),
        ("Dockerfile", "ARG BASE=debian:trixie-slim\nFROM ${BASE}\n", ["debian:trixie-slim"]),
        ("compose.yaml", "services:\n  box:\n    image: 'busybox:1.37'\n", ["busybox:1.37"]),
        ("docker-compose.yml", "services: {box: {image: ${BOX:-busybox:1.37}}}\n", ["busybox:1.37"]),
        ("compose.override.yml", "services: {box: {image: busybox:1.37}}\n", ["busybox:1.37"]),
        ("notes.txt", "FROM busybox:1.37\n", []),
        ("a/b/c/d/e/Dockerfile", "FROM busybox:1.37\n", []),
    ],
)
def test_images_are_named_wherever_they_stand(
    name: str, text: str, found: list[str], exercise: Exercise, tmp_path: Path
) -> None:
    """In other Dockerfiles, in folders below, as the default of a variable, in compose files."""
    path = tmp_path / "work" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert named([(exercise, tmp_path / "work")]) == sorted({PYTHON, *found})


def test_no_link_is_followed(exercise: Exercise, tmp_path: Path) -> None:
    """A folder or a file that lies elsewhere is not looked into."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "Dockerfile").write_text("FROM busybox:1.37\n", encoding="ascii")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "parts").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "work" / "Dockerfile").symlink_to(tmp_path / "elsewhere" / "Dockerfile")
    assert named([(exercise, tmp_path / "work")]) == [PYTHON]
