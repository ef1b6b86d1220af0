"""The certificate in a browser: it asks nobody for anything, has no barrier, and prints on one sheet."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from checker.catalog import exercises
from checker.learner import certificate, progress
from tests.learner import lay_out
from tests.results import graded

from .visits import GRAVE_ONLY, HEIGHT, LAPTOP, PHONE, axe

pytestmark = pytest.mark.browser


@pytest.fixture
def page_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the page of somebody who has passed everything, with a long name."""
    lay_out(tmp_path, monkeypatch)
    for exercise in exercises():
        progress.remember(graded(exercise.name), exercise, "", 1_795_000_000.0, 123_456)
    certificate.keep_name("Wilhelmina Featherstonehaugh-Cholmondeley of Torgersen")
    written = certificate.write()
    assert written
    return written


@pytest.mark.parametrize(("width", "scheme"), [*product((LAPTOP, PHONE), ("light", "dark"))])
def test_it_reads_well(page_file: Path, browser: Browser, width: int, scheme: Any) -> None:
    """No request but for itself, no grave violation, nothing to push sideways; any screen, light and dark."""
    asked: list[str] = []
    # The page forbids scripts; the ones that look at it are ours.
    options: dict[str, Any] = {"viewport": {"width": width, "height": HEIGHT}, "bypass_csp": True}
    with browser.new_context(**options, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        assert [one for one in asked if not one.startswith("data:")] == [page_file.as_uri()]
        assert int(page.evaluate("document.documentElement.scrollWidth")) <= width
        page.evaluate(axe())
        assert page.evaluate(GRAVE_ONLY, {"resultTypes": ["violations"]}) == []


def test_it_prints_on_one_sheet(page_file: Path, browser: Browser) -> None:
    """All exercises of the course fit on it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 1
