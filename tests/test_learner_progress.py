"""What the course remembers of the learner's exercises, the hints that it gives, the table that it shows."""

import io
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from checker import places
from checker.catalog import exercises, find
from checker.errors import UsageError
from checker.learner import hints, progress
from checker.learner.table import table
from checker.outcomes import Outcome
from checker.reports.terminal import Terminal
from tests.learner import Home, lay_out
from tests.results import graded, report

P, F, B, N = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_GRADED
FLASK = find("04")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home of this test's own."""
    return lay_out(tmp_path, monkeypatch)


def printed(words: RenderableType) -> str:
    """Return what a plain console prints."""
    console = Console(file=io.StringIO(), width=200)
    console.print(words)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def remember(*outcomes: Outcome, now: float = 1000.0) -> None:
    """Remember a verdict of exercise 04 as it lies there."""
    progress.remember(graded("04", *outcomes), FLASK, progress.content(FLASK), now)


def test_a_verdict_is_remembered() -> None:
    """The last result, its time and the first failure come back as they were."""
    remember(P, F, B)
    record = progress.load(FLASK)
    assert record.result == graded("04", P, F, B)
    assert (record.when, record.passed, record.is_passed) == (1000.0, 0.0, False)
    assert record.first_failed
    assert record.first_failed.check == "starts"


def test_a_pass_stays_known() -> None:
    """A later failure is the last result, and does not take away that it passed."""
    remember()
    remember(F, now=2000.0)
    record = progress.load(FLASK)
    assert (record.is_passed, record.passed, record.when) == (False, 1000.0, 2000.0)


def test_not_graded_is_no_result() -> None:
    """What the machine broke leaves the last result alone."""
    remember(P, F, B)
    remember(N, now=2000.0)
    assert progress.load(FLASK).when == 1000.0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"result": 1}', "\x00"])
def test_a_damaged_file_is_an_empty_record(text: str) -> None:
    """A file that cannot be read counts as nothing remembered."""
    remember()
    (places.PROGRESS / "04-flask-endpoint.json").write_text(text, encoding="utf-8")
    assert progress.load(FLASK) == progress.Record(FLASK)


def test_a_state_that_cannot_be_written_stops_nothing(home: Home) -> None:
    """Grading goes on without it."""
    home.state.write_text("a file where the folder should be", encoding="utf-8")
    remember()
    assert progress.load(FLASK).result is None


def test_only_the_learners_own_folders_are_remembered(home: Home) -> None:
    """A submission elsewhere, also a solution, is nobody's progress."""
    own = {FLASK: home.folder(FLASK.name)}
    assert list(progress.before(own)) == [FLASK]
    assert progress.before({FLASK: places.SOLUTIONS / FLASK.name}) == {}


def test_hints_come_one_by_one() -> None:
    """The report shows the first; each call gives one more, until all are out."""
    remember(P, P, F)
    steps = [hints.one_more(FLASK) for _ in range(3)]
    assert [step.shown for step in steps if step] == [2, 3, 3]
    assert [step.all_out for step in steps if step] == [False, True, True]
    assert progress.load(FLASK).hints_used == 2
    assert hints.further({FLASK: places.EXERCISES / FLASK.name}) == {(FLASK.name, "answers"): FLASK.checks[2].hints[1:]}
    assert hints.further({FLASK: places.SOLUTIONS / FLASK.name}) == {}


def test_each_check_has_its_own_count() -> None:
    """When another check fails, its hints start from the first."""
    remember(P, P, F)
    hints.one_more(FLASK)
    remember(F)
    now = hints.known(progress.load(FLASK))
    assert now
    assert (now.check.name, now.shown) == ("builds", 1)


def test_the_words_of_hints(home: Home) -> None:
    """Each ends with one thing to do: another hint, a new check where the files changed, the lesson at the end."""
    remember(P, P, F)
    assert "One more hint: nox -s hint -- 04" in printed(hints.words(hints.one_more(FLASK), FLASK))
    (home.folder(FLASK.name) / "Dockerfile").write_text("FROM busybox\n", encoding="utf-8")
    assert "See what fails now: nox -s check -- 04" in printed(hints.words(hints.one_more(FLASK), FLASK))
    last = printed(hints.words(hints.one_more(FLASK), FLASK, watching=True))
    assert f"Read docs/{FLASK.checks[2].lesson}" in last
    assert "nox -s solution -- 04 compares" in last
    assert last.count("Hint ") == len(FLASK.checks[2].hints)


def test_no_hint_without_a_verdict() -> None:
    """It says to check first; after a pass it says that there is nothing to hint at."""
    with pytest.raises(UsageError, match="Type: nox -s check -- 04"):
        hints.one_more(FLASK)
    remember()
    assert hints.one_more(FLASK) is None
    assert "nothing to hint at" in printed(hints.words(None, FLASK))


def test_a_report_shows_the_hints_asked_for() -> None:
    """Those beyond the first stand below it, in the report of that check."""
    console = Console(file=io.StringIO(), width=200)
    terminal = Terminal(console, ["04-flask-endpoint"])
    terminal.summary(report(graded("04", F)), {("04-flask-endpoint", "builds"): ["Look at line 3."]}, ["Save."])
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert said.index("A hint: ") < said.index("A further hint: Look at line 3.") < said.index("Read: docs/")
    assert said.rstrip().endswith("Save.")


def test_the_next_open_exercise() -> None:
    """The first that has not passed; from an exercise on, the ones behind it come first."""
    place = [one.name for one in exercises()].index(FLASK.name)
    assert progress.next_open() == exercises()[0]
    remember()
    assert progress.next_open(exercises()[place - 1]) == exercises()[place + 1]
    assert progress.next_open(exercises()[-1]) == exercises()[0]
    for one in exercises():
        progress.remember(graded(one.name), one, "")
    assert progress.next_open() is None


def test_starting_again_keeps_the_pass_only() -> None:
    """Result and hints go, that it passed once stays."""
    remember()
    remember(F)
    hints.one_more(FLASK)
    progress.start_again(FLASK)
    assert progress.load(FLASK) == progress.Record(FLASK, passed=1000.0)


def test_the_table() -> None:
    """It shows outcome, points, hints and the total of what was asked for."""
    remember(P, P, F, B)
    hints.one_more(FLASK)
    said = printed(table(exercises()))
    [line] = [line for line in said.splitlines() if line.startswith(FLASK.name)]
    assert line.split()[1:4] == ["failed", "6/8", "1"]
    assert "not graded yet" in said
    assert f"6 of {sum(one.max_points for one in exercises())} points, 0 of {len(exercises())} exercises" in said


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (["hint"], 2, "Type: nox -s hint -- --help"),
        (["hint", "99"], 2, "Type: nox -s hint -- "),
        (["hint", "04"], 2, "Type: nox -s check -- 04"),
        (["solution", "04"], 1, "8 of 8 points of 04-flask-endpoint are missing"),
        (["reset", "04"], 2, "Type: nox -s reset -- 04 --yes"),
        (["watch", "flsk"], 2, "Type: nox -s watch -- 04-flask-endpoint"),
    ],
)
def test_a_refusal_is_one_line(home: Home, arguments: list[str], status: int, part: str) -> None:
    """It says what to type next."""
    ended, said = home.run(*arguments)
    assert (ended, len(said.splitlines())) == (status, 1), said
    assert part in said
