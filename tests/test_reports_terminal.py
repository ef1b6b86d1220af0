"""What a learner reads: a line a check, the first thing to mend in full, what to type next."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from checker.catalog import find
from checker.outcomes import CheckResult, ExerciseResult, Outcome
from checker.reports import terminal
from checker.reports.terminal import Terminal
from tests.results import EVIDENCE, MESSAGE, graded, report

ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none of the variables that change what rich prints."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "SHIP_PHASES", "TERM"):
        monkeypatch.delenv(name, raising=False)


def told(capsys: pytest.CaptureFixture[str], *results: ExerciseResult, folder: str = terminal.OWN) -> str:
    """Return what a run with these results prints where nobody watches."""
    capsys.readouterr()
    with Terminal(terminal.console(), [result.exercise for result in results], folder) as shown:
        for result in results:
            shown.finished(result)
    shown.summary(report(*results))
    return capsys.readouterr().out


def test_every_check_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A mark, its points and its title, in the order of the rubric, below the exercise's total and time."""
    lines = told(capsys, graded("01", Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_GRADED)).splitlines()
    assert lines[0] == "01-hello-container  3 of 6 points  (1.2 s)"
    titles = [check.title for check in find("01").checks]
    assert lines[1:6] == [
        f"  FAIL 0/1 {titles[0]}",
        f"  -    0/1 {titles[1]}",
        f"  ?    0/1 {titles[2]}",
        f"  ok   1/1 {titles[3]}",
        f"  ok   2/2 {titles[4]}",
    ]


def test_the_first_failure_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """Expected, seen, evidence, why, a hint, what to read and how to reproduce it; of the second, its line alone."""
    out = told(capsys, graded("04", Outcome.PASSED, Outcome.FAILED, Outcome.FAILED))
    first, second = find("04").checks[1:3]
    assert MESSAGE in out
    assert "logs:\n  Listening at: http://127.0.0.1:8000\n\n  last line\n" in re.sub(
        r" +$", "", out, flags=re.MULTILINE
    )
    assert f"Why it matters: {first.why}\n" in out
    assert f"A hint: {first.hints[0]}\n" in out
    assert f"Read: docs/{first.lesson}\n" in out
    assert f"Try it by hand:\n{EVIDENCE['reproduce']}\n" in out
    assert second.why not in out


def test_what_to_type_next_is_last(capsys: pytest.CaptureFixture[str]) -> None:
    """The folder to mend and the command that grades it again; the seed stands beside the total."""
    lines = told(capsys, graded("04", Outcome.FAILED)).splitlines()
    assert lines[-2:] == [
        "7 of 8 points  seed 7",
        "Mend it in exercises/04-flask-endpoint, then type: nox -s check -- 04",
    ]


def test_what_to_type_next_names_the_submission(capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody else's folder was graded, it is that folder that is graded again."""
    out = told(capsys, graded("04", Outcome.FAILED), folder="ada")
    assert out.endswith("Mend it in ada/04-flask-endpoint, then type: nox -s check -- 04 --submission ada\n")


def test_several_failures_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """One is shown, and it says how many exercises there are to mend."""
    out = told(capsys, graded("01", Outcome.FAILED), graded("04", Outcome.FAILED))
    assert out.splitlines()[-1].startswith("2 exercises have something to mend; the first is shown. Mend it in")
    assert out.count("Why it matters") == 1


def test_all_passed(capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to mend, and it says so, and what comes next in the learner's own folder."""
    lines = told(capsys, graded("01"), graded("04")).splitlines()
    assert lines[-3:-1] == ["14 of 14 points  seed 7", "All checks passed."]
    assert lines[-1] == "Next: exercises/05-layer-cache. Read its README.md, then type: nox -s check -- 05"


def test_all_passed_in_a_submission(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody else's folder has no next exercise."""
    assert told(capsys, graded("04"), folder="ada").endswith("All checks passed.\n")


def test_not_graded_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    """What failed is explained, then what broke, without a hint; the run says that it does not count."""
    out = told(capsys, graded("01", Outcome.FAILED), graded("04", Outcome.NOT_GRADED))
    assert "\n04-flask-endpoint: Your Dockerfile builds an image.\nThe engine is gone. Type: nox -s engine\n" in out
    assert out.index("\n01-hello-container: Your Dockerfile builds an image.\n") < out.index("\n04-flask-endpoint: ")
    assert "Why it matters" not in out.partition("\n04-flask-endpoint: ")[2]
    assert "this does not count against you" in out.splitlines()[-1]
    assert out.endswith("nox -s check -- 04\n")


def test_what_could_not_be_graded_here_stands_beside_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    """A check that passed on what could be graded says the rest in a line of its own."""
    done = graded("04", Outcome.PASSED)
    remarked = replace(done.checks[0], evidence={"not graded here": "the cluster"})
    text = told(capsys, replace(done, checks=(remarked, *done.checks[1:])))
    assert text.splitlines()[2] == "       not graded here: the cluster"


def test_a_remembered_verdict_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The time of a verdict that was not graded again would mislead."""
    remembered = ExerciseResult.parse(graded("01").plain(), remembered=True)
    assert "01-hello-container  6 of 6 points  (remembered: nothing has changed)" in told(capsys, remembered)


def test_exercises_are_printed_in_the_courses_order(capsys: pytest.CaptureFixture[str]) -> None:
    """The one that ends first waits for those before it."""
    first, last = graded("01"), graded("04")
    shown = Terminal(terminal.console(), [first.exercise, last.exercise])
    shown.finished(last)
    assert capsys.readouterr().out == ""
    shown.finished(first)
    out = capsys.readouterr().out
    assert out.index("01-hello-container") < out.index("04-flask-endpoint")


def test_without_a_terminal_it_is_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    """No escape code, no frame, no mark outside ASCII, and no line is broken."""
    long = "word " * 400 + "end"
    lines = told(capsys, failed_with(long)).splitlines()
    assert long in lines
    assert f"  {long}" in lines
    assert "".join(lines).isascii()
    assert ESCAPE not in "".join(lines)


def test_phases_are_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A build is told, once a step, on one line; the rest of an exercise's phases are not."""
    shown = Terminal(terminal.console(), ["01-hello-container"])
    shown.say("pulling")
    shown.phase("01-hello-container", "building [1/2] RUN <<EOF\nmore\nEOF")
    shown.phase("01-hello-container", "checking builds")
    assert capsys.readouterr().out == "pulling\n01-hello-container: building [1/2] RUN <<EOF\n"


def test_a_terminal_gets_colours_and_a_frame() -> None:
    """Marks and a frame around what to mend, as wide as the terminal; a command to type is never broken."""
    out = StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=60, highlight=False)
    with Terminal(console, ["01-hello-container"]) as shown:
        shown.phase("01-hello-container", "building [1/1] FROM busybox")
        shown.finished(graded("01", Outcome.FAILED))
    shown.summary(report(graded("01", Outcome.FAILED)))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert "✗ 0/1 Your Dockerfile builds an image." in plain
    assert "╭─ 01-hello-container: Your Dockerfile builds an image. ─" in plain
    *lines, last = plain.splitlines()
    assert max(map(len, lines)) == 60
    assert last.endswith("nox -s check -- 01")
    assert ESCAPE in out.getvalue()


def test_no_color_is_plain_text_on_a_terminal_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """NO_COLOR gives what a file gets: no escape code at all, no frame, no spinner."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    result = graded("01", Outcome.FAILED)
    forced = told(capsys, result)
    monkeypatch.delenv("FORCE_COLOR")
    assert ESCAPE not in forced
    assert forced == told(capsys, result)


@pytest.mark.parametrize("said", ["[bold]not markup[/bold]", "[/]", ":penguin:"])
def test_a_learners_words_are_not_markup(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What looks like rich's own markup is printed as it stands."""
    assert said in told(capsys, failed_with(said))


def failed_with(message: str) -> ExerciseResult:
    """Return a result whose only check failed with a message and the same words as evidence."""
    check = CheckResult.of(find("01").checks[0], Outcome.FAILED, message, {"logs": message})
    return ExerciseResult("01-hello-container", 1.0, (check,))
