"""Visit every page with a real browser and note what a reader would notice."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, Request, Response

PHONE, LAPTOP = 390, 1280
HEIGHT = 900
SCHEMES = ("default", "slate")

# Told short inside of the page: axe's whole answer is larger than the page.
GRAVE_ONLY = """async (options) => (await axe.run(document, options)).violations
  .filter((violation) => ["serious", "critical"].includes(violation.impact))
  .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""


@dataclass
class Visit:
    """What one page did: addresses it asked for, bytes after gzip, violations, widths, errors of its scripts."""

    page: str
    asked: list[str] = field(default_factory=list)
    gzip_bytes: int = 0
    violations: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Addresses whose answer did not arrive."""

    def outside(self, own: str) -> list[str]:
        """Return the addresses that are not below `own`, those inside of the page itself aside."""
        return [one for one in self.asked if not one.startswith((own, "data:", "about:", "blob:"))]


class Patient(ThreadingHTTPServer):
    """A server that leaves nobody standing at the door, however busy the machine is."""

    request_queue_size = 128


class Quiet(SimpleHTTPRequestHandler):
    """A file server that does not talk."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine and give its address."""
    with Patient(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def opened(browser: Browser, address: str, visit: Visit, width: int = LAPTOP) -> Iterator[Page]:
    """Open an address in a fresh profile, so that every visit is a first one, and note what it asks for."""
    with browser.new_context(viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce") as context:
        page = context.new_page()

        def asked(request: Request) -> None:
            visit.asked.append(request.url)

        page.on("request", asked)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.goto(address)
        yield page


@cache
def axe() -> str:
    """Return axe's script."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def visit(browser: Browser, own: str, name: str) -> Visit:
    """Visit one page of a served site: weigh it, then look at it in each width and palette.

    Once more where a part of it did not arrive: a page without its style sheet is another one.
    """
    found = _visit(browser, own, name)
    return _visit(browser, own, name) if found.lost else found


def _visit(browser: Browser, own: str, name: str) -> Visit:
    found = Visit(name)
    bodies: list[Response] = []
    with browser.new_context(viewport={"width": LAPTOP, "height": HEIGHT}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.on("request", lambda request: found.asked.append(request.url))
        page.on("requestfailed", lambda request: found.lost.append(request.url))
        page.on("response", lambda response: bodies.append(response))  # noqa: PLW0108 - Playwright marks the function
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.goto(own + name)
        page.evaluate(axe())
        for width, scheme in product((LAPTOP, PHONE), SCHEMES):
            _look(page, found, width, scheme)
        # Weighed last: what a script asks for late counts too.
        found.gzip_bytes = sum(len(gzip.compress(response.body())) for response in bodies)
    return found


def _look(page: Page, found: Visit, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
    seen = int(page.evaluate("document.documentElement.scrollWidth"))
    if seen > width:
        found.sideways.append(f"{found.page} is {seen} px wide on a screen of {width} px")
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if scheme != SCHEMES[0]:
        # The palettes differ in colours and in nothing else.
        options["runOnly"] = ["color-contrast", "link-in-text-block"]
    found.violations += [f"{found.page} {width} px {scheme}: {line}" for line in page.evaluate(GRAVE_ONLY, options)]
