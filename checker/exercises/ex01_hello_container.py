"""01 hello-container: the smallest image that greets with the container's own host name."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from checker import Attempt, Failure, Image, Run, Setting, clean

Runs = dict[str, Run]

#: What a shell, or an f-string of Python's, would have replaced.
UNREAD = re.compile(
    r"\$\(\w+[^)]*\)|\$\{?HOST(?:NAME)?\}?|`hostname`|%COMPUTERNAME%|\{[\w.]*(?:host|node)\w*[^}]*\}", re.IGNORECASE
)

#: Letters, digits and the dashes between them; a sign such as a waving hand says something too.
WORD = re.compile(r"\w+(?:-\w+)*|[\u2600-\u27bf\U0001f300-\U0001faff]+")

#: Why nothing was put in, by whether it stands in braces.
HOW = {
    False: "CMD in brackets starts no shell, and a shell leaves alone what stands in single quotes",
    True: "Python looks at what stands in braces where the text is an f-string",
}


@pytest.fixture(scope="session")
def tried(attempt: Attempt, image: Image) -> Runs | Failure:
    """Return one run of the image under each of two host names, or why none can be started.

    Nobody can foresee the names: one is made as the engine makes them.
    """
    names = (f"adelie-{attempt.seed}", f"{random.Random(attempt.seed).getrandbits(48):012x}")  # noqa: S311 - no secret
    try:
        with ThreadPoolExecutor(len(names)) as pool:
            done = list(
                pool.map(lambda name: image.run(setting=Setting(hostname=name, by_hand=f"--hostname {name}")), names)
            )
    except Failure as failure:
        return failure
    return dict(zip(names, done, strict=True))


@pytest.fixture
def runs(tried: Runs | Failure) -> Runs:
    """Return the runs. Raises Failure where the container cannot be started: `docker run` gives it an exit code."""
    if isinstance(tried, Failure):
        raise tried
    return tried


@pytest.fixture
def run(runs: Runs) -> Run:
    """Return the first of the runs."""
    return next(iter(runs.values()))


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return WORD.findall(clean(text))


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_finishes(tried: Runs | Failure) -> None:
    """The container ends by itself."""
    if not isinstance(tried, Failure):
        next(iter(tried.values())).expect_end()


def check_exit_code(run: Run) -> None:
    """The container ends with exit code 0."""
    run.expect_exit(0)


def check_greets(run: Run) -> None:
    """The container prints a greeting on standard output."""
    expected = "a greeting and a name on standard output"
    found = set(words(run.stdout))
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
                    f"The container prints `{unread[0]}` as it stands: nothing has put the name in its place.",
                    expected=f"a greeting with {name}; {HOW[unread[0][0] == '{']}",
                    seen=run.stdout,
                )
            run.fail(
                f"Run with the host name {name}, the container does not print it.",
                expected=f"a greeting with {name}",
                seen=run.stdout,
            )
