"""The sessions: thin, explained, and documented."""

import ast

import pytest

from checker.cli import commands
from checker.places import ROOT

PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
SESSIONS = {
    node.name: node
    for node in ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and node.decorator_list
}
every_session = pytest.mark.parametrize("session", SESSIONS)


@every_session
def test_a_session_is_documented(session: str) -> None:
    """The page of commands shows how it is typed."""
    assert f"`nox -s {session}" in PAGE


@every_session
def test_a_session_says_what_it_does(session: str) -> None:
    """`nox --list` shows one line of each."""
    docstring = ast.get_docstring(SESSIONS[session]) or ""
    assert docstring.endswith(".")
    assert "\n" not in docstring


@every_session
def test_a_session_calls_a_command_that_there_is(session: str) -> None:
    """Its own name, where it calls the checker; what a learner types after `--` reaches it."""
    calls = [node for node in ast.walk(SESSIONS[session]) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "checker"]
    for call in named:
        first = call.args[0]
        assert isinstance(first, ast.Constant)
        assert first.value == session
        assert session in commands()


def test_every_command_has_its_session() -> None:
    """Nothing is to be had by `python -m checker` alone."""
    assert set(commands()) <= set(SESSIONS)
