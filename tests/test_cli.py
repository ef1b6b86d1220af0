"""The command line: what a person gets who mistypes, and what happens when the fault is ours."""

import argparse
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checker import cli
from checker.cli import check, commands, main
from checker.errors import EngineUnavailable, EnvironmentFault, UsageError

Ran = tuple[int, str, str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """Return what runs the command line and gives its status, standard output and standard error."""
    handler = signal.getsignal(signal.SIGTERM)

    def ran(*arguments: str) -> Ran:
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *capsys.readouterr()

    yield ran
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Return what makes the command `check` raise an error."""

    def use(error: BaseException) -> None:
        def broken(_: argparse.Namespace) -> int:
            raise error

        monkeypatch.setattr(check, "run", broken)

    return use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["grade"], "invalid choice: 'grade'"),
        (["--loud"], "required: COMMAND"),
        (["check", "--loud"], "check takes no --loud"),
        (["check", "--seed"], "argument --seed: expected one argument"),
        (["check", "--seed", "-1"], "argument --seed"),
        (["check", "--seed", "seven"], "the seed 'seven' is not a whole number"),
        (["check", "--jobs", "0"], "--jobs takes a whole number from 1 on"),
        (["check", "flask-endpont"], "The nearest is 04-flask-endpoint"),
        (["check", "--submission", "no/such/folder"], "There is no folder no/such/folder"),
        (["check", "--json", "no/such/folder/report.json"], "The report cannot be written"),
        (["kit"], "required: build|save|load"),
        (["engine", "now"], "engine takes no now"),
    ],
)
def test_a_usage_error_is_one_line(arguments: list[str], words: str, run: Callable[..., Ran]) -> None:
    """Exit status 2, nothing on standard output, and the line says what was not understood."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.endswith("\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["grade"], "nox --list"),
        (["check", "--seed", "seven"], "nox -s check -- --help"),
        (["check", "99"], "nox -s check -- "),
        (["check", "--submission", "no/such/folder"], "nox -s check -- --submission DIR"),
    ],
)
def test_a_usage_error_says_what_to_type(arguments: list[str], command: str, run: Callable[..., Ran]) -> None:
    """The line ends with a command."""
    assert f"Type: {command}" in run(*arguments)[2]


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(command: str, run: Callable[..., Ran]) -> None:
    """It is printed without loading an engine or a site, and ends with 0."""
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert command in out


def test_the_help_lists_every_command(run: Callable[..., Ran]) -> None:
    """Each with what it does."""
    status, out, _ = run("--help")
    assert status == 0
    assert [name for name in commands() if f"\n    {name} " not in out] == []


@pytest.mark.parametrize(
    ("error", "status"),
    [(UsageError("What. Type: that"), 2), (EnvironmentFault("What. Type: that"), 3), (EngineUnavailable("What."), 3)],
)
def test_what_we_can_explain_is_one_line(
    error: Exception, status: int, run: Callable[..., Ran], breaking: Callable[[BaseException], None]
) -> None:
    """The error's own words and its own status."""
    breaking(error)
    assert run("check") == (status, "", f"{error}\n")


def test_our_own_fault_is_one_line_and_the_trace_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Ran], breaking: Callable[[BaseException], None]
) -> None:
    """Nobody reads a traceback; whoever gets the report finds it in the file that the line names."""
    monkeypatch.setattr(cli, "LOGS", tmp_path / "state" / "logs")
    breaking(ZeroDivisionError("by nought"))
    status, out, err = run("check")
    assert (status, out) == (3, "")
    assert err.startswith("The checker broke. That is our fault, not yours")
    assert err.count("\n") == 1
    [kept] = (tmp_path / "state" / "logs").iterdir()
    assert str(kept) in err
    assert "ZeroDivisionError: by nought" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), 130), (cli.Terminated(), 143)])
def test_an_interruption_is_one_line(
    error: BaseException, status: int, run: Callable[..., Ran], breaking: Callable[[BaseException], None]
) -> None:
    """The status is the one that shells expect of the signal."""
    breaking(error)
    found, out, err = run("check")
    assert (found, out) == (status, "")
    assert err.count("\n") == 1
    assert "Nothing of this run is left." in err
