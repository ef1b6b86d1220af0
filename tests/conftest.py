"""What all tests share: the engine, every answer graded once, and the proof counts at the end."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from checker.engine.sweep import sweep
from checker.grading.bases import prepare
from checker.grading.run import default_jobs
from checker.outcomes import ExerciseResult
from checker.places import ROOT
from tests import answers
from tests.answers import Answer
from tests.grade import Grading
from tests.objects import leftovers

#: What is counted at the end, and the part of a test's id that tells it.
PROOFS = {
    "checks": "test_every_check_is_killed[",
    "starters": "test_starter_fails_with_a_message[",
    "solutions and accepted variants": "test_right_answer_scores_full[",
    "misconceptions": "test_wrong_answer_is_caught_by_its_check[",
}


#: Marks in the order in which those tests have their turn, after all that have none of them; and the turns beside which
#: answers are graded.
TURNS = ("quiet", "engine", "browser")
BESIDE = {2, 3}

#: Answers that are graded a second time, alone, where the verdict is not the one to get: a machine that is busy with
#: three gradings at once may have been too slow for one. More of them than this are no accident.
SECOND_CHANCES = 8
AGAIN = pytest.StashKey[list[str]]()

#: Seconds that the answers of each exercise took, for the end of the run: what is slow there is worth a look.
TOOK = pytest.StashKey[dict[str, float]]()


@pytest.fixture(scope="session")
def engine() -> None:
    """Have an engine with the course's base images."""
    prepare([], print)


@pytest.fixture(autouse=True)
def _engine(request: pytest.FixtureRequest) -> None:
    """Give the engine to every test that is marked to need one; the first that is not quiet begins to grade beside."""
    if request.node.get_closest_marker("engine"):
        request.getfixturevalue("engine")
        if not request.node.get_closest_marker("quiet") and request.getfixturevalue("asked"):
            request.getfixturevalue("grading")


@pytest.fixture(scope="session")
def asked(request: pytest.FixtureRequest) -> dict[str, Answer]:
    """Return the answers that the chosen tests ask about, by name."""
    return {str(one): one for one in filter(None, map(_answer, request.session.items))}


@pytest.fixture(scope="session")
def grading(
    engine: None,  # noqa: ARG001  (it has to be there)
    asked: dict[str, Answer],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Grading]:
    """Grade these answers; where other tests run beside, they get one of the workers' places."""
    beside = any(_turn(item) in BESIDE for item in request.session.items)
    with Grading(asked, tmp_path_factory.mktemp("answers"), default_jobs() - beside) as grading:
        yield grading


@pytest.fixture(scope="session")
def verdicts(
    grading: Grading, asked: dict[str, Answer], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, ExerciseResult]:
    """Return the verdict of every answer that the chosen tests ask about."""
    graded = grading.results()
    again = request.config.stash[AGAIN] = [name for name, one in asked.items() if not one.is_met_by(graded[name])]
    if 0 < len(again) <= SECOND_CHANCES:
        with Grading(again, tmp_path_factory.mktemp("again"), 1) as alone:
            graded |= alone.results()
    took = request.config.stash[TOOK] = defaultdict(float)
    for result in graded.values():
        took[result.exercise] += result.seconds
    return graded


def _commit() -> str:
    """Return the commit that is tested; nothing where this is no repository."""
    git = shutil.which("git")
    said = git and subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() if said else ""


def _answer(item: pytest.Item) -> Answer | None:
    """Return the answer that a test asks about; None where it asks about none."""
    # Only parametrized tests have it, and pytest's type of an item does not know it.
    parameters: dict[str, Any] = (getattr(item, "callspec", None) and item.callspec.params) or {}  # type: ignore[attr-defined]
    # Other tests call what they parametrize "answer" as well: a server's, for one.
    asked = parameters.get("answer")
    return asked if isinstance(asked, Answer) else None


@pytest.fixture(scope="session", autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for objects of ours that nobody owns, before and after all tests that use the engine."""
    if not any(item.get_closest_marker("engine") for item in request.session.items):
        yield
        return
    sweep()
    yield
    assert leftovers() == {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the run has proved."""
    passed = terminalreporter.getreports("passed")
    names = [report.nodeid for report in passed]
    counts = {title: sum(part in name for name in names) for title, part in PROOFS.items()}
    blocks = [value for report in passed for name, value in report.user_properties if name == "console_blocks"]
    counts["console blocks"] = sum(int(str(value)) for value in blocks)
    took = terminalreporter.config.stash.get(TOOK, {})
    for exercise, seconds in sorted(took.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds:7.1f} s of grading in all: {exercise}")
    for name in terminalreporter.config.stash.get(AGAIN, []):
        terminalreporter.write_line(f"not the verdict to get at first, so graded again alone: {name}")
    terminalreporter.write_sep("=", "proved: " + ", ".join(f"{count} {title}" for title, count in counts.items()))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of answers."""
    parser.addoption(
        "--every-answer", action="store_true", help="grade all wrong and right answers, not the core alone"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the answers to grade, and run what needs no engine first: it answers within seconds.

    A run of everything grades the core of the answers and a few of the others, by the commit: all of them take more
    than an hour on two slow processors. Whoever names tests, or says `--every-answer`, gets all that were named.
    """
    if not (config.option.every_answer or config.option.keyword or config.option.file_or_dir):
        graded = set(map(str, answers.in_turn(_commit())))
        later = [item for item in items if (one := _answer(item)) and str(one) not in graded]
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in set(later)]
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Return when a test has its turn: the verdicts come last, for they are made beside what stands right before."""
    if _answer(item):
        return len(TURNS) + 1
    return next((place for place, mark in enumerate(TURNS, 1) if item.get_closest_marker(mark)), 0)
