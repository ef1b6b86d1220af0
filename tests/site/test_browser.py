"""What a browser sees: no outside request, light pages, no barrier, no sideways scroll."""

import re

import pytest
from playwright.sync_api import Browser, expect

from .built import Built
from .visits import PHONE, Visit, opened

pytestmark = pytest.mark.browser

BYTES = 100_000


def test_a_served_page_asks_nobody_else(visits: list[Visit], address: str) -> None:
    """From a server, each page asks for files of that server and for nothing else."""
    assert not [f"{visit.page}: {one}" for visit in visits for one in visit.outside(address)]


def test_a_page_from_disk_asks_nobody(site: Built, browser: Browser) -> None:
    """Opened from a folder, each page asks for files of that folder and for nothing else."""
    own = site.folder.as_uri()
    found = []
    # 404.html is what a server answers; nobody opens it from disk.
    for name in set(site.pages) - {"404.html"}:
        visit = Visit(name)
        with opened(browser, f"{own}/{name}", visit):
            found += [f"{name}: {one}" for one in visit.outside(own)] + visit.errors
    assert not found


def test_pages_are_light(visits: list[Visit]) -> None:
    """A first visit to any page takes at most 100 KB, compressed."""
    heavy = {visit.page: visit.gzip_bytes for visit in visits if visit.gzip_bytes > BYTES}
    assert not heavy


def test_scripts_run_without_errors(visits: list[Visit]) -> None:
    """No script of a page stops with an error, and all that a page asks for arrives."""
    assert not [f"{visit.page}: {one}" for visit in visits for one in visit.lost]
    assert not [f"{visit.page}: {error}" for visit in visits for error in visit.errors]


def test_no_barriers(visits: list[Visit]) -> None:
    """Axe finds nothing serious or critical, on a phone and a laptop, light and dark."""
    assert not [violation for visit in visits for violation in visit.violations]


def test_no_sideways_scroll(visits: list[Visit]) -> None:
    """Text never has to be pushed sideways, on a phone or a laptop."""
    assert not [line for visit in visits for line in visit.sideways]


@pytest.mark.parametrize("source", ["server", "disk"])
def test_search_finds_a_lesson(source: str, site: Built, address: str, browser: Browser) -> None:
    """The search works from a server and from a folder."""
    start = address if source == "server" else f"{site.folder.as_uri()}/index.html"
    with opened(browser, start, Visit(source)) as page:
        page.get_by_role("textbox", name="Search").click()
        page.get_by_role("textbox", name="Search").press_sequentially("capabilities")
        expect(page.locator(".md-search-result__link").first).to_have_attribute("href", re.compile("safe-images"))


def test_a_quiz_remembers_the_answer(address: str, browser: Browser) -> None:
    """An answered question is still answered after the page is loaded again."""
    with opened(browser, f"{address}start/case-study.html", Visit("quiz")) as page:
        quiz = page.locator(".quiz").first
        quiz.get_by_role("radio").nth(1).check()
        quiz.get_by_role("button", name="Submit").click()
        expect(quiz.locator(".quiz-feedback")).to_be_visible()
        page.reload()
        expect(page.locator(".quiz").first.locator(".quiz-feedback")).to_be_visible()


def test_the_palette_can_be_changed(address: str, browser: Browser) -> None:
    """A reader changes from light to dark, and the choice is remembered."""
    with opened(browser, address, Visit("palette"), PHONE) as page:
        before = page.locator("body").get_attribute("data-md-color-scheme")
        page.locator("[data-md-component=palette] label:visible").click()
        expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", str(before))
        chosen = page.locator("body").get_attribute("data-md-color-scheme")
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", str(chosen))
