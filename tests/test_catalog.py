"""Exercises are found by number, name or folder; every rubric is sound and fits its module, README and lesson."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import markdown  # type: ignore[import-untyped]
import pytest

from checker import catalog
from checker.catalog import Check, Exercise, exercises, find, select
from checker.errors import UsageError
from checker.places import ROOT
from checker.site.pages import EXERCISE_KEYS, front_matter

CHECKS = [pytest.param(one, check, id=f"{one.name}-{check.name}") for one in exercises() for check in one.checks]

every_exercise = pytest.mark.parametrize("exercise", exercises(), ids=lambda one: one.name)
every_check = pytest.mark.parametrize(("exercise", "check"), CHECKS)


@pytest.mark.parametrize(
    "asked",
    ["4", "04", "004", "flask-endpoint", "04-flask-endpoint", "04-Flask-Endpoint", "exercises/04-flask-endpoint/",
     "exercises\\04-flask-endpoint\\", "/home/ada/course/04-flask-endpoint"],
)  # fmt: skip
def test_an_exercise_is_found_by_number_name_and_folder(asked: str) -> None:
    """Whatever a person types that means one exercise finds it, also a path that the shell has completed."""
    assert find(asked).name == "04-flask-endpoint"


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("flask-endpont", "04-flask-endpoint"), ("hello", "01-hello-container"), ("05-layers", "05-layer-cache"),
     ("safe_image", "08-safe-image"), ("batch", "03-batch-scorer"), ("4-flask-endpoint", "04-flask-endpoint")],
)  # fmt: skip
def test_a_typing_error_names_the_nearest(asked: str, nearest: str) -> None:
    """The one line repeats what was typed and ends with the command to type."""
    with pytest.raises(UsageError) as caught:
        find(asked)
    assert str(caught.value).endswith(f"Type: nox -s check -- {nearest}")
    assert repr(asked) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("asked", ["", "/", "99", "²", "-1", "../..", "x" * 5000, "é\0"])
def test_what_means_no_exercise_is_a_usage_error(asked: str) -> None:
    """Nothing that a person can type ends in anything but one line."""
    with pytest.raises(UsageError, match="There is no exercise"):
        find(asked)


def test_a_selection_has_each_exercise_once_and_in_order() -> None:
    """Named twice and backwards gives the course's order; nothing named gives all."""
    assert [one.name for one in select(["08", "flask-endpoint", "04"])] == ["04-flask-endpoint", "08-safe-image"]
    assert select([]) == exercises()


def test_exercises_come_by_their_numbers() -> None:
    """They are found in the folder of modules, ordered, each number once."""
    numbers = [one.number for one in exercises()]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(list(Path(catalog.__file__).parent.glob("exercises/ex*.py")))


@every_exercise
def test_the_module_defines_the_checks_of_the_rubric(exercise: Exercise) -> None:
    """Functions and entries are the same, in the same order: a reader of one knows the other."""
    assert list(functions(exercise)) == [check.name for check in exercise.checks]


@every_check
def test_a_title_is_a_sentence(exercise: Exercise, check: Check) -> None:
    """The docstring is one line that ends with a period and fits beside its points."""
    docstring = functions(exercise)[check.name]
    assert check.title == docstring
    assert docstring.endswith(".")
    assert "\n" not in docstring
    assert len(docstring) <= 110


@every_check
def test_a_check_needs_only_earlier_ones(exercise: Exercise, check: Check) -> None:
    """What a check needs has run before it."""
    names = [one.name for one in exercise.checks]
    assert set(check.needs) <= set(names[: names.index(check.name)])
    assert len(set(check.needs)) == len(check.needs)


@every_check
def test_a_check_is_worth_something_and_says_why(exercise: Exercise, check: Check) -> None:
    """Points, a reason that is a sentence, and three hints that differ."""
    assert exercise.max_points >= check.points >= 1
    assert check.why.endswith(".")
    assert len(check.hints) == len(set(check.hints)) == 3
    assert all(check.hints)


@every_check
def test_a_check_covers_objectives_of_the_readme(exercise: Exercise, check: Check) -> None:
    """It covers at least one, by numbers that exist."""
    objectives = range(1, len(meta(exercise)["objectives"]) + 1)
    assert check.covers
    assert set(check.covers) <= set(objectives)


@every_exercise
def test_every_objective_is_covered(exercise: Exercise) -> None:
    """What an exercise promises is graded."""
    covered = {number for check in exercise.checks for number in check.covers}
    assert covered == set(range(1, len(meta(exercise)["objectives"]) + 1))


@every_check
def test_the_section_that_teaches_a_check_exists(exercise: Exercise, check: Check) -> None:
    """`lesson` is a page under docs/ and a heading on it."""
    page, _, anchor = check.lesson.partition("#")
    assert anchor in anchors(ROOT / "docs" / page), f"{exercise.name}: no section {check.lesson}"


@every_exercise
def test_the_front_matter_is_complete(exercise: Exercise) -> None:
    """Title, lesson, minutes and objectives, each of its kind; the lesson is a page."""
    found = meta(exercise)
    assert set(found) == EXERCISE_KEYS
    assert isinstance(found["title"], str)
    assert isinstance(found["minutes"], int)
    assert found["minutes"] > 0
    assert all(isinstance(one, str) and one.endswith(".") for one in found["objectives"])
    assert (ROOT / "docs" / found["lesson"]).is_file()


@every_exercise
def test_the_readme_lists_the_checks(exercise: Exercise) -> None:
    """A learner's table of what is graded has a row for each check, in the order of the rubric."""
    section = exercise.readme.read_text(encoding="utf-8").split("\n## What is graded\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert rows == [check.name for check in exercise.checks]


def functions(exercise: Exercise) -> dict[str, str]:
    """Return name to docstring of the module's checks, in its order."""
    tree = ast.parse(exercise.module.read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith(catalog.CHECK)]
    return {node.name.removeprefix(catalog.CHECK): ast.get_docstring(node) or "" for node in found}


@cache
def meta(exercise: Exercise) -> dict[str, Any]:
    """Return the front matter of an exercise's README."""
    return front_matter(exercise.readme, exercise.name, EXERCISE_KEYS)[0]


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings as the site makes them: slugs, or what `{#id}` says."""
    reader = markdown.Markdown(extensions=["toc", "attr_list", "fenced_code", "meta"])
    reader.convert(page.read_text(encoding="utf-8"))
    return set(ids(reader.toc_tokens))


def ids(tokens: list[dict[str, Any]]) -> list[str]:
    """Return the ids of headings and of those below them."""
    return [one for token in tokens for one in (token["id"], *ids(token["children"]))]
