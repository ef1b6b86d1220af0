"""The reference page names every command and every option that there is."""

import argparse
from importlib import import_module

import pytest

from checker.cli import commands
from checker.places import ROOT

PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_command_is_documented(command: str) -> None:
    """A command has a section of its own, which shows how it is typed."""
    assert f"\n## {command}\n" in PAGE
    assert f"`nox -s {command}" in PAGE


@pytest.mark.parametrize("command", commands())
def test_options_are_documented(command: str) -> None:
    """Each option of a command stands in its section."""
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    import_module(f"checker.cli.{command}").add_parser(subparsers)
    section = PAGE.split(f"\n## {command}\n")[1].split("\n## ")[0]
    # The help lists every option, which argparse's public interface does not.
    words = subparsers.choices[command].format_help().replace("[", " ").replace("]", " ").replace(",", " ").split()
    options = {word for word in words if word.startswith("--")} - {"--help", "--"}
    assert not {option for option in options if option not in section}
