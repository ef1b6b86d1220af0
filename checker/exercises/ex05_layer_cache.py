"""05 layer-cache: quick rebuilds, a small build context, nothing in the image that does not belong there."""

from fnmatch import fnmatch

import pytest

from checker import (
    DOWNLOADS,
    Attempt,
    Bird,
    BuildOptions,
    Failure,
    Image,
    Litter,
    Service,
    Workspace,
    context_files,
    expect_predictions,
    ignore_file_trouble,
    installed_packages,
    leftovers,
    locked_requirement,
)

#: What must not be in the build context, as patterns of paths.
FORBIDDEN = (
    ".git/*", ".env", "*/.env", "token.txt", "*.pem", "data/*.csv", "*__pycache__/*", ".venv/*",
    ".pytest_cache/*", "notebooks/*.ipynb",
)  # fmt: skip

#: Bytes that the build context may hold.
MOST_CONTEXT = 1_000_000

#: Packages that a service for penguins does not need: one that the image does not hold yet is added.
MORE = ("six", "iniconfig", "editables", "structlog", "redis", "joblib")

LIST_CONTEXT = "printf 'FROM scratch\\nCOPY . /\\n' | docker build -f - --output - {folder} | tar -t"


@pytest.fixture(scope="session")
def litter(attempt: Attempt) -> Litter:
    """Return what lies in every real project: to be put beside the learner's files."""
    return Litter(attempt.seed)


@pytest.fixture(scope="session")
def project(attempt: Attempt, litter: Litter) -> Workspace:
    """Return a copy of the learner's folder with the litter in it."""
    copy = attempt.copy()
    litter.strew(copy)
    return copy


@pytest.fixture(scope="session")
def image(attempt: Attempt, project: Workspace, litter: Litter) -> Image:
    """Return the image that the learner's Dockerfile builds from that copy."""
    return Image.build(attempt, project.folder, BuildOptions(marks=(litter.mark,)))


@pytest.fixture(scope="session")
def context(attempt: Attempt, project: Workspace) -> dict[str, int]:
    """Return the files of the build context, path to size in bytes: what .dockerignore leaves."""
    return context_files(attempt, project.folder)


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(service: Service, sample: list[Bird]) -> None:
    """The service answers and names the species of penguins it has never seen."""
    expect_predictions(service, sample)


def check_source_change(attempt: Attempt, image: Image, project: Workspace) -> None:
    """After a change in the source, the layer with the installed packages comes from the cache."""
    installed = installed_packages(image)
    expected = "the layers with the installed packages, taken from the cache"
    if not installed:
        image.fail("No layer of the image holds installed packages.", expected=expected, seen="no package")
    for path in project.files("*.py"):
        if ".venv" not in path.parts:
            project.rewrite(path, path.read_bytes() + f"\n# changed {attempt.seed}\n".encode("ascii"))
    rebuilt = Image.build(attempt, project.folder)
    if lost := installed.keys() - set(rebuilt.layers):
        ran = sorted(step.name for step in rebuilt.steps if step.instruction and not step.cached)
        packages = sorted(package for layer in lost for package in installed[layer])
        image.fail(
            "After a change in the source, the packages are installed again.",
            expected=expected,
            seen=f"installed anew: {', '.join(packages)}; steps that ran: {'; '.join(ran)}",
        )


def check_requirements_change(attempt: Attempt, image: Image, project: Workspace) -> None:
    """After a package is added to the requirements, it is installed."""
    path = project.folder / "requirements.txt"
    if not path.is_file():
        image.fail("There is no requirements.txt.", expected="packages listed in requirements.txt", seen="no such file")
    package = next((name for name in MORE if not image.holds_module(name)), MORE[0])
    hashed = any(b"--hash=" in file.read_bytes() for file in project.files("*.txt"))
    project.replace("requirements.txt", with_line(path.read_bytes(), locked_requirement(package, hashed=hashed)))
    rebuilt = Image.build(attempt, project.folder)
    if not rebuilt.can_import(package):
        image.fail(
            "A package that is added to requirements.txt is not installed.",
            expected=f"the package {package} in the image, after it was added to requirements.txt",
            seen="an image without it",
        )


def with_line(contents: bytes, line: str) -> bytes:
    """Return a text file with one more line, in the encoding that it has: PowerShell writes UTF-16."""
    encoding = "utf-16" if contents.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = contents.decode(encoding, "surrogateescape" if encoding == "utf-8" else "strict").rstrip()
    return f"{text}\n{line}\n".encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")


def check_context_clean(attempt: Attempt, project: Workspace, context: dict[str, int]) -> None:
    """Version control, data, secrets, caches and notebooks are not in the build context."""
    found = [path for path in context if any(fnmatch(path, pattern) for pattern in FORBIDDEN)]
    if found:
        more = f" and {len(found) - 1} more that do not belong there" if found[1:] else ""
        trouble = ignore_file_trouble(project.folder)
        raise Failure(
            f"The build context holds {found[0]}{more}.",
            expected="a .dockerignore that leaves out version control, data, secrets, caches and notebooks",
            seen=f"{', '.join(found)} (what your folder does not hold, the checker has put into its copy)"
            + (f"; {trouble}" if trouble else ""),
            reproduce=LIST_CONTEXT.format(folder=attempt.shown_folder),
        )


def check_context_small(attempt: Attempt, context: dict[str, int]) -> None:
    """The build context holds less than 1 MB."""
    total = sum(context.values())
    if total >= MOST_CONTEXT:
        largest = sorted(context, key=context.__getitem__, reverse=True)[:5]
        shown = ", ".join(f"{name} ({context[name] / 1e6:.1f} MB)" for name in largest)
        raise Failure(
            f"The build context holds {total / 1e6:.1f} MB.",
            expected="less than 1 MB",
            seen=f"{total / 1e6:.1f} MB; the largest: {shown}",
            reproduce=LIST_CONTEXT.format(folder=attempt.shown_folder),
        )


def check_image_clean(image: Image) -> None:
    """No layer of the image holds secrets, data, or what an installer downloaded."""
    found = [file.path for file in image.own_files if file.marks]
    found += leftovers(image, DOWNLOADS)
    if found:
        more = f" and {len(found) - 20} more" if len(found) > 20 else ""
        image.fail(
            f"A layer of the image holds {found[0]}.",
            expected="layers without secrets, data and downloaded packages, also where a later step deletes them",
            seen=", ".join(found[:20]) + more,
        )
