"""One build and one browser for all tests of the site."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .built import Built, build
from .visits import Visit, served, visit

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the site strictly."""
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def address(site: Built) -> Iterator[str]:
    """Serve the site on this machine and give its address."""
    with served(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start a headless browser of this machine."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    assert executable, "There is no Chromium on this machine. On Debian, type: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(executable), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visits(site: Built, address: str, browser: Browser) -> list[Visit]:
    """One visit to each page, from a server."""
    return [visit(browser, address, page) for page in site.pages]
