"""The scripts that `nox -s bench` measures against: one for each exercise, with names that the checker really has."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from checker.catalog import Exercise, exercises

RAW = Path(__file__).parent / "raw"


@pytest.mark.parametrize("exercise", exercises(), ids=lambda one: one.name)
def test_what_a_script_imports_is_there(exercise: Exercise) -> None:
    """The work that no docker command does comes from our own modules, under the names that they have."""
    text = (RAW / f"{exercise.name}.sh").read_text(encoding="utf-8")
    for module, names in re.findall(r"^from (checker[\w.]*) import (.+)$", text, re.MULTILINE):
        for name in names.split(", "):
            assert hasattr(import_module(module), name), f"{module} has no {name}"
