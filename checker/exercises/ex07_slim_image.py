"""07 slim-image: compiled in one stage, shipped from another, and nothing left over."""

import pytest

from checker import (
    COMPILERS,
    DOWNLOADS,
    Attempt,
    Bird,
    BuildOptions,
    Image,
    Service,
    expect_predictions,
    leftovers,
    present,
    weight_of,
    weight_of_base,
)

#: What runs the tests.
PYTEST = ("*/pytest/__init__.py", "*/_pytest/__init__.py")

#: How what a compiler and its linker make begins.
COMPILED = b"\x7fELF"

#: The image may weigh less than this share of the starter's base.
SHARE = 3


@pytest.fixture(scope="session")
def stamp(attempt: Attempt) -> str:
    """Return a text that no submission has seen."""
    return f"{attempt.run}-{attempt.seed:06d}"


@pytest.fixture(scope="session")
def image(attempt: Attempt, stamp: str) -> Image:
    """Return the image built from a copy of the folder whose scorer has the fresh stamp."""
    copy = attempt.copy()
    for path in list(copy.files("stamp.h")):
        copy.rewrite(path, f'#define FASTSCORE_STAMP "{stamp}"\n'.encode("ascii"))
    return Image.build(attempt, copy.folder, BuildOptions(marks=(stamp.encode(), COMPILED)))


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(service: Service, sample: list[Bird]) -> None:
    """The service answers and names the species of penguins it has never seen."""
    expect_predictions(service, sample)


def check_compiled(image: Image, service: Service, stamp: str) -> None:
    """The scorer is the one in C, compiled in this build."""
    service.get("/version").expect(200, json={"model_version": "1", "scorer": stamp})
    holding = {file.path: COMPILED in file.marks for file in image.own_files if stamp.encode() in file.marks}
    if not any(holding.values()):
        image.fail(
            "`GET /version` shows the text of `stamp.h`, and nothing in the image was compiled with it.",
            expected="a compiled module with the text of `stamp.h` in it",
            seen=f"the text in {', '.join(holding) or 'no file'}",
        )


def check_no_compiler(image: Image) -> None:
    """The image holds no C compiler."""
    if found := present(image, COMPILERS):
        image.fail(
            f"The image holds a compiler: {found[0]}.",
            expected="an image without a C compiler",
            seen=", ".join(found[:20]),
        )


def check_small(image: Image) -> None:
    """The image has less than a third of the size of the starter's base."""
    limit, seen = weight_of_base("python-full") // SHARE, weight_of(image)
    if seen >= limit:
        largest = sorted(image.history, key=lambda step: int(step["Size"]), reverse=True)[:3]
        steps = "; ".join(f"{int(step['Size']) / 1e6:.0f} MB by {short(step['CreatedBy'])}" for step in largest)
        image.fail(
            f"The image has {seen / 1e6:.0f} MB.",
            expected=f"less than {limit / 1e6:.0f} MB, a third of the full Python image",
            seen=f"{seen / 1e6:.0f} MB; the largest layers: {steps}",
            by_hand="docker history",
        )


def short(step: str) -> str:
    """Return an entry of an image's history as one reads it, cut to a line."""
    text = " ".join(step.removesuffix("# buildkit").removeprefix("RUN /bin/sh -c ").split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def check_nothing_left(attempt: Attempt, image: Image) -> None:
    """No layer holds tests, sources, objects, wheels or caches."""
    if found := leftovers(image, [*DOWNLOADS, *PYTEST, *left_by(attempt)]):
        more = f" and {len(found) - 20} more" if len(found) > 20 else ""
        image.fail(
            f"A layer of the image holds {found[0]}.",
            expected="layers without tests, C sources, objects, wheels and caches, deleted later or not",
            seen=", ".join(found[:20]) + more,
        )


def left_by(attempt: Attempt) -> list[str]:
    """Return what testing and compiling the learner's files leaves, as patterns of paths in an image."""
    folder = attempt.copy()
    sources = [path.name for path in folder.files("*.c")]
    tests = [path.name for pattern in ("test_*.py", "*_test.py") for path in folder.files(pattern)]
    return [f"*/{name}" for name in (*tests, *sources, *(f"{name[:-2]}.o" for name in sources))]
