"""01 hello-container: the smallest image that greets with the container's own host name."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from checker import Attempt, Image, Run, Setting, clean

Runs = dict[str, Run]

#: What a shell would have replaced.
UNREAD = re.compile(r"\$\(\w+[^)]*\)|\$\{?HOST(?:NAME)?\}?|`hostname`|%COMPUTERNAME%")


@pytest.fixture(scope="session")
def runs(attempt: Attempt, image: Image) -> Runs:
    """Return one run of the image under each of two host names that nobody can foresee."""
    names = (f"adelie-{attempt.seed}", f"gentoo-{attempt.seed + 1}")
    with ThreadPoolExecutor(len(names)) as pool:
        done = list(
            pool.map(lambda name: image.run(setting=Setting(hostname=name, by_hand=f"--hostname {name}")), names)
        )
    return dict(zip(names, done, strict=True))


@pytest.fixture
def run(runs: Runs) -> Run:
    """Return the first of the runs."""
    return next(iter(runs.values()))


def words(text: str) -> list[str]:
    """Return the words of a text: letters, digits and the dashes between them."""
    return re.findall(r"\w+(?:-\w+)*", clean(text))


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_finishes(run: Run) -> None:
    """The container ends by itself."""
    run.expect_end()


def check_exit_code(run: Run) -> None:
    """The container ends with exit code 0."""
    run.expect_exit(0)


def check_greets(run: Run) -> None:
    """The container prints a greeting on standard output."""
    expected = "a greeting and a name on standard output"
    found = words(run.stdout)
    if len(found) == 1:
        run.fail("The container prints one word, and no greeting.", expected=expected, seen=run.stdout)
    if not found:
        beside = f", and on standard error: {run.stderr}" if run.stderr.strip() else ""
        run.fail("There is no greeting.", expected=expected, seen=f"nothing on standard output{beside}")


def check_own_name(runs: Runs) -> None:
    """Under two host names it prints the one that it has."""
    for name, run in runs.items():
        if name not in words(run.stdout):
            if unread := UNREAD.search(run.stdout):
                run.fail(
                    f"The container prints `{unread[0]}` as it stands: no shell has put the name in its place.",
                    expected=f"a greeting with {name}; CMD in brackets starts no shell",
                    seen=run.stdout,
                )
            run.fail(
                f"Run with the host name {name}, the container prints another one.",
                expected=f"a greeting with {name}",
                seen=run.stdout,
            )
