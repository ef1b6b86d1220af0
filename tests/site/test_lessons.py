"""The form of a lesson: what it promises at the top, and the sections that a reader can count on."""

import re
from pathlib import Path

import pytest

from checker import catalog
from checker.places import ROOT
from checker.site.pages import LESSON_KEYS, front_matter
from checker.versions import versions

MODULES = ("start", "understand", "build", "run", "serve", "manage", "integrate")
LESSONS = sorted(path for module in MODULES for path in (ROOT / "docs" / module).glob("*.md"))
SECTIONS = ("What goes wrong", "Quiz", "Key points", "The exercise", "Where to go deeper")
WORDS_A_MINUTE = 200
MINUTES_A_COMMAND = 0.25
SLACK_MINUTES = 3
EXAMPLES = sorted((ROOT / "docs" / "examples").rglob("*Dockerfile"))

_CODE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_FORBIDDEN = re.compile(r"\b(simply|just|easy|easily|obviously)\b", re.IGNORECASE)


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "docs").as_posix()


@pytest.mark.parametrize("lesson", LESSONS, ids=_name)
def test_front_matter(lesson: Path) -> None:
    """A lesson says what it is for: at least two objectives, minutes, prerequisites that exist, an exercise."""
    meta, _ = front_matter(lesson, _name(lesson), LESSON_KEYS)
    assert len(meta["objectives"]) > 1
    assert all((ROOT / "docs" / item).is_file() for item in meta["prerequisites"] if item.endswith(".md"))
    assert meta["exercise"] in {exercise.name for exercise in catalog.exercises()}


@pytest.mark.parametrize("lesson", LESSONS, ids=_name)
def test_minutes_are_plausible(lesson: Path) -> None:
    """The minutes are those of a reader of 200 words a minute who types the commands."""
    meta, body = front_matter(lesson, _name(lesson), LESSON_KEYS)
    words, commands = len(_CODE.sub("", body).split()), len(re.findall(r"^ *\$ ", body, re.MULTILINE))
    expected = words / WORDS_A_MINUTE + commands * MINUTES_A_COMMAND
    assert abs(meta["minutes"] - expected) <= SLACK_MINUTES, f"about {expected:.0f} minutes"


@pytest.mark.parametrize("lesson", LESSONS, ids=_name)
def test_sections(lesson: Path) -> None:
    """A lesson has the sections that readers count on, in order; a quiz; and a link to its exercise."""
    meta, body = front_matter(lesson, _name(lesson), LESSON_KEYS)
    headings = [line.removeprefix("## ") for line in _CODE.sub("", body).splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)
    assert body.count("<quiz>") > 1
    assert f"exercises/{meta['exercise']}.md" in body


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=_name)
def test_words(page: Path) -> None:
    """No page tells a reader that something is easy."""
    assert not _FORBIDDEN.findall(_CODE.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("dockerfile", EXAMPLES, ids=_name)
def test_examples_stand_on_the_course_base(dockerfile: Path) -> None:
    """The examples start from images that are written in versions.toml."""
    text = dockerfile.read_text(encoding="utf-8")
    assert any(f"FROM {image}{end}" in text for image in versions()["images"].values() for end in ("\n", " AS "))


def test_examples_pin_the_course_versions() -> None:
    """The examples' packages have the versions that are written in versions.toml."""
    packages = versions()["packages"]
    lines = {
        line for file in (ROOT / "docs" / "examples").rglob("requirements.txt") for line in file.read_text().split()
    }
    assert lines
    assert all(packages[line.split("==")[0]] == line.split("==")[1] for line in lines)
