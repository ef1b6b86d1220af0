"""MkDocs hooks: navigation from front matter, pages made from the exercises, boxes at the top of pages.

Source: the events of https://www.mkdocs.org/dev-guide/plugins/#events.
"""

import logging
import re
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from checker.site import boxes, pages, search
from checker.site.accessibility import mended

_HEADING = re.compile(r"^# .*$", re.MULTILINE)
_REFERENCE: list[Any] = [
    {"Exercises": [{"All exercises": "exercises/index.md"}]},
    {
        "Reference": [
            {"Commands": "reference/commands.md"},
            {"The report": "reference/report.md"},
            {"Glossary": "reference/glossary.md"},
        ]
    },
    {"Instructors": [{"A room without network": "instructors/offline-kit.md"}]},
]


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 - by name
    """Quiet the macros plugin, whose dozen lines on its own settings bury the address of a served site."""
    logging.getLogger("mkdocs.plugins.mkdocs_macros").setLevel(logging.WARNING)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the lessons and exercises, and make the navigation of them."""
    docs = Path(config.docs_dir)
    try:
        found = pages.exercise_pages()
        modules = [(module, pages.lessons(docs, module["folder"])) for module in config.extra["modules"]]
    except pages.PageError as error:
        raise PluginError(str(error)) from None
    config.extra["lessons"] = modules
    config.extra["exercises"] = found
    config.nav = navigation(modules, found)
    return config


def navigation(modules: list[tuple[dict[str, str], list[pages.Lesson]]], found: list[pages.ExercisePage]) -> list[Any]:
    """Return MkDocs' `nav`: home, the modules that have lessons, each lesson followed by its exercises, the rest."""
    nav: list[Any] = [{"Home": "index.md"}]
    for module, lessons in modules:
        section: list[Any] = []
        for lesson in lessons:
            section.append({str(lesson.meta["title"]): lesson.path})
            section += [{f"Exercise {page.title}": page.path} for page in found if page.meta["lesson"] == lesson.path]
        if section:
            nav.append({module["title"]: section})
    return nav + _REFERENCE


def _lessons(config: MkDocsConfig) -> dict[str, pages.Lesson]:
    return {lesson.path: lesson for _, lessons in config.extra["lessons"] for lesson in lessons}


def _titles(config: MkDocsConfig) -> dict[str, str]:
    return {path: str(lesson.meta["title"]) for path, lesson in _lessons(config).items()}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each exercise, made from its README."""
    for page in config.extra["exercises"]:
        files.append(File.generated(config, page.path, content=exercise_page(page, _titles(config))))
    return files


def exercise_page(page: pages.ExercisePage, titles: dict[str, str]) -> str:
    """Return an exercise's README as a page of the site: front matter, heading, box, its text."""
    body = _HEADING.sub("", page.body, count=1).lstrip()
    return f'---\ntitle: "{page.title}"\n---\n\n# {page.title}\n\n{boxes.exercise_box(page, titles)}\n{body}'


@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - by name
    """Put the box of a lesson below its heading, and enable quizzes where there are any."""
    if "<quiz>" in markdown:
        page.meta["quiz"] = {"enabled": True}
    lesson = _lessons(config).get(page.file.src_uri)
    if lesson is None:
        return markdown
    exercise = next((item for item in config.extra["exercises"] if item.name == lesson.meta["exercise"]), None)
    box = boxes.lesson_box(lesson, _titles(config), exercise)
    return _HEADING.sub(lambda match: f"{match.group()}\n\n{box}", markdown, count=1)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001 - by name
    """Mend what the theme leaves inaccessible."""
    return mended(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001 - by name
    """Mend the theme's own pages, such as 404.html, in the same way."""
    return mended(output_content) if template_name.endswith(".html") else output_content


@event_priority(-150)
def on_post_build(config: MkDocsConfig) -> None:
    """Put the search's index aside, after the theme's plugins (-100) have written it."""
    search.defer(Path(config.site_dir))
