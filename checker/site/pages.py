"""What the site reads from the repository: front matter of lessons, READMEs and rubrics of exercises."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from checker import catalog

#: Every lesson's front matter has these. `minutes` is the time to read it; `order` is its place in the module.
LESSON_KEYS = frozenset({"title", "order", "minutes", "objectives", "prerequisites", "exercise"})
EXERCISE_KEYS = frozenset({"title", "lesson", "minutes", "objectives"})

_FENCE = "---\n"


class PageError(Exception):
    """A page of the site lacks something that the site needs. The message names file and field."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: its docs path, for example `build/first-dockerfile.md`, and its front matter."""

    path: str
    meta: dict[str, Any]


@dataclass(frozen=True)
class ExercisePage:
    """The page of one exercise: the exercise, its README's front matter, the text below it."""

    exercise: catalog.Exercise
    meta: dict[str, Any]
    body: str

    @property
    def name(self) -> str:
        """The exercise's name, for example `04-flask-endpoint`."""
        return self.exercise.name

    @property
    def title(self) -> str:
        """Number and title, for example `04 A model behind Flask`."""
        return f"{self.exercise.number} {self.meta['title']}"

    @property
    def path(self) -> str:
        """The docs path of the page."""
        return f"exercises/{self.name}.md"


def front_matter(file: Path, where: str, keys: frozenset[str]) -> tuple[dict[str, Any], str]:
    """Return a file's YAML front matter and the text below it. Raises PageError where one of `keys` is missing."""
    text = file.read_text(encoding="utf-8")
    if not text.startswith(_FENCE) or "\n" + _FENCE not in text[len(_FENCE) :]:
        message = f"{where}: the page has no front matter between two lines of three dashes."
        raise PageError(message)
    head, body = text[len(_FENCE) :].split("\n" + _FENCE, 1)
    meta = dict(yaml.safe_load(head))
    if missing := keys - meta.keys():
        message = f"{where}: the front matter lacks {', '.join(sorted(missing))}."
        raise PageError(message)
    return meta, body


def lessons(docs: Path, folder: str) -> list[Lesson]:
    """Return the lessons of one module's folder in their `order`."""
    found = []
    for file in sorted((docs / folder).glob("*.md")):
        path = file.relative_to(docs).as_posix()
        found.append(Lesson(path, front_matter(file, path, LESSON_KEYS)[0]))
    return sorted(found, key=lambda lesson: (lesson.meta["order"], lesson.path))


def exercise_pages() -> list[ExercisePage]:
    """Return the pages of all exercises by number."""
    return [
        ExercisePage(exercise, *front_matter(exercise.readme, f"exercises/{exercise.name}/README.md", EXERCISE_KEYS))
        for exercise in catalog.exercises()
    ]
