"""The site builds strictly, and nothing in it leads nowhere. How long that takes, `nox -s bench` tells."""

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from checker import catalog
from checker.places import ROOT

from .built import Built

#: The mark of a snippet, also after a formatter has pulled it apart.
_MARK = re.compile(r"-\s*8\s*<")
_SNIPPET = re.compile(r'\s*--8<-- "([^\s":]+)(?::\d*:\d*)?"')


def test_every_exercise_has_a_page(site: Built) -> None:
    """Exercise pages are made from the exercises' READMEs, without a list."""
    assert {f"exercises/{exercise.name}.html" for exercise in catalog.exercises()} <= set(site.pages)


def test_links_and_anchors_lead_somewhere(site: Built) -> None:
    """Every link inside the site leads to a file that is there, and to an anchor that is in it."""
    links = {(page, link) for page in site.pages for link in site.parsed(page).links}
    assert not [f"{page}: {link}" for page, link in sorted(links) if _broken(site, page, link)]


def _broken(site: Built, page: str, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    # 404.html is served at any depth, so its links start at the root.
    start = site.folder if parts.path.startswith("/") else (site.folder / page).parent
    # Without asking the file system for each part of the path: there are thousands of links.
    target = Path(os.path.normpath(start / unquote(parts.path).lstrip("/"))) if parts.path else site.folder / page
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return True
    if not parts.fragment or target.suffix != ".html":
        return False
    return unquote(parts.fragment) not in site.parsed(target.relative_to(site.folder).as_posix()).anchors


def test_each_check_names_a_section_of_a_lesson(site: Built) -> None:
    """The section that a failed check tells a learner to read is on the site."""
    missing = []
    for exercise in catalog.exercises():
        for check in exercise.checks:
            path, _, anchor = check.lesson.partition("#")
            page = PurePosixPath(path).with_suffix(".html").as_posix()
            if page not in site.pages or not anchor or anchor not in site.parsed(page).anchors:
                missing.append(f"{exercise.name} {check.name}: {check.lesson}")
    assert not missing


def test_no_page_shows_the_mark_of_a_snippet(site: Built) -> None:
    """Where a page takes in a file, a reader sees the file and not the line that names it."""
    assert not [page for page in site.pages if _MARK.search(site.parsed(page).text)]


def test_every_snippet_is_a_file() -> None:
    """A line with the mark of a snippet is written as the site reads it, and names a file of the repository."""
    pages = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "exercises").glob("*/README.md")]
    marked = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines() if _MARK.search(line)]
    assert marked
    names = {line: _SNIPPET.fullmatch(line) for line in marked}
    assert not [line for line, name in names.items() if name is None or not (ROOT / name[1]).is_file()]


def test_the_builder_says_what_matters(site: Built) -> None:
    """No plugin talks about its own settings: the address of a served site is among the last lines."""
    assert "[macros]" not in site.said


def test_every_picture_has_a_text(site: Built) -> None:
    """A picture that says something has a text alternative; one that decorates has an empty one."""
    assert not [f"{page}: {picture}" for page in site.pages for picture in site.parsed(page).mute_pictures]
