"""What the tests of compose files share: folders with a file in them, and Compose's own reading of the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checker.compose import project
from checker.compose.problem import Problem
from checker.engine.command import docker

#: The services that other lines are put beside.
STACK = """\
services:
  model:
    image: redis:8
"""


def lay_out(top: Path, text: str, files: Mapping[str, str] | None = None) -> Path:
    """Write a compose file and its neighbours into a folder, and return the folder."""
    for name, contents in {"compose.yaml": text, **(files or {})}.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(contents, encoding="utf-8")
    return top


def read(top: Path, text: str, files: Mapping[str, str] | None = None) -> project.Project:
    """Return a project from a compose file's text."""
    return project.read(lay_out(top, text, files), "compose.yaml")


def problem(top: Path, text: str, files: Mapping[str, str] | None = None) -> Problem:
    """Return what is wrong with a compose file; one with nothing wrong fails the test."""
    try:
        read(top, text, files)
    except Problem as found:
        return found
    message = f"nothing is said against\n{text}"
    raise AssertionError(message)


def service(top: Path, lines: str, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what a service is in our own words; `lines` are its settings, and an image is there."""
    return read(top, STACK + indented(lines), files).services["model"].contents


def indented(lines: str, spaces: int = 4) -> str:
    """Return lines moved to the right."""
    return "".join(f"{' ' * spaces}{line}\n" if line else "\n" for line in lines.split("\n"))


def resolved(file: Path) -> dict[str, Any] | str:
    """Return what Compose itself makes of a file, in its long form; what it says against it where it takes it not."""
    ended = docker("compose", "-f", str(file), "--profile", "*", "config", "--format", "json")
    return json.loads(ended.out) if ended.ok else ended.err
