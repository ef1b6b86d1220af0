"""05 layer-cache: quick rebuilds, a small build context, nothing in the image that does not belong there."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

from checker import Attempt, Bird, Image, Litter, Service, context_files, expect_predictions, locked_requirement

#: What must not be in the build context, as patterns of paths.
FORBIDDEN = (
    ".git/*", ".env", "*/.env", "token.txt", "*.pem", "data/*.csv", "*__pycache__/*", ".venv/*",
    ".pytest_cache/*", "notebooks/*.ipynb",
)  # fmt: skip

#: What installers leave behind, as patterns of paths in an image.
DOWNLOADS = (
    "*/.cache/pip/*", "*/.cache/uv/*", "*.whl", "/var/lib/apt/lists/*_Packages*", "/var/cache/apt/archives/*.deb",
)  # fmt: skip

#: Bytes that the build context may hold.
MOST_CONTEXT = 1_000_000

#: What an installed Flask leaves, wherever it is installed.
INSTALLED = "/flask/__init__.py"


@pytest.fixture(scope="session")
def litter(attempt: Attempt) -> Litter:
    """Return what lies in every real project: to be put beside the learner's files."""
    return Litter(attempt.seed)


@pytest.fixture(scope="session")
def project(attempt: Attempt, litter: Litter) -> Path:
    """Return a copy of the learner's folder with the litter in it."""
    folder = attempt.copy()
    litter.strew(folder)
    return folder


@pytest.fixture(scope="session")
def image(attempt: Attempt, project: Path) -> Image:
    """Return the image that the learner's Dockerfile builds from that copy."""
    return Image.build(attempt, project)


@pytest.fixture(scope="session")
def context(attempt: Attempt, project: Path) -> dict[str, int]:
    """Return the files of the build context, path to size in bytes: what .dockerignore leaves."""
    return context_files(attempt, project)


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(service: Service, sample: list[Bird]) -> None:
    """The service answers and names the species of penguins it has never seen."""
    expect_predictions(service, sample)


def check_source_change(attempt: Attempt, image: Image, project: Path) -> None:
    """After a change in the source, the layer with the installed packages comes from the cache."""
    for path in sorted(project.rglob("*.py")):
        if ".venv" not in path.parts:
            path.write_text(path.read_text(encoding="utf-8") + f"\n# changed {attempt.seed}\n", encoding="utf-8")
    rebuilt = Image.build(attempt, project)
    if lost := set(image.layers_with(INSTALLED)) - set(rebuilt.layers):
        ran = [step.instruction for step in rebuilt.steps if step.instruction and not step.cached]
        image.fail(
            "After a change in the source, the packages are installed again.",
            expected="the layer with the installed packages, taken from the cache",
            seen=f"{len(lost)} layer(s) with Flask made anew; steps that ran: {'; '.join(ran)}",
        )


def check_requirements_change(attempt: Attempt, image: Image, project: Path) -> None:
    """After a package is added to the requirements, it is installed."""
    path = project / "requirements.txt"
    if not path.is_file():
        image.fail(
            "There is no requirements.txt.", expected="the packages listed in requirements.txt", seen="no such file"
        )
    text = path.read_text(encoding="utf-8").rstrip()
    path.write_text(f"{text}\n{locked_requirement('six', hashed='--hash=' in text)}\n", encoding="utf-8")
    rebuilt = Image.build(attempt, project)
    if not rebuilt.can_import("six"):
        image.fail(
            "A package that is added to requirements.txt is not installed.",
            expected="the package six in the image, after it was added to requirements.txt",
            seen="an image without it",
        )


def check_context_clean(image: Image, context: dict[str, int]) -> None:
    """Version control, data, secrets, caches and notebooks are not in the build context."""
    found = [path for path in context if any(fnmatch(path, pattern) for pattern in FORBIDDEN)]
    if found:
        image.fail(
            f"The build context holds {found[0]}"
            + (f" and {len(found) - 1} more that do not belong there." if found[1:] else "."),
            expected="a .dockerignore that leaves out version control, data, secrets, caches and notebooks",
            seen=", ".join(found),
        )


def check_context_small(image: Image, context: dict[str, int]) -> None:
    """The build context holds less than 1 MB."""
    total = sum(context.values())
    if total >= MOST_CONTEXT:
        largest = sorted(context, key=context.__getitem__, reverse=True)[:5]
        image.fail(
            f"The build context holds {total / 1e6:.1f} MB.",
            expected="less than 1 MB",
            seen=f"{total / 1e6:.1f} MB; the largest: "
            + ", ".join(f"{name} ({context[name] / 1e6:.1f} MB)" for name in largest),
        )


def check_image_clean(image: Image, litter: Litter) -> None:
    """No layer of the image holds secrets, data, or what an installer downloaded."""
    found = [file.path for file in image.own_files if litter.mark in file.contents]
    found += [
        file.path for file in image.own_files if file.contents and any(fnmatch(file.path, one) for one in DOWNLOADS)
    ]
    if found:
        image.fail(
            f"A layer of the image holds {found[0]}.",
            expected="layers without secrets, data and downloaded packages, also where a later step deletes them",
            seen=", ".join(found[:20]) + (f" and {len(found) - 20} more" if len(found) > 20 else ""),
        )
