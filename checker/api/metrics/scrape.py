"""Scrape a service several times at once: whichever of its processes answers has to tell the same."""

from collections.abc import Callable

from checker.api.http import Request
from checker.api.metrics.exposition import Metrics
from checker.api.metrics.traffic import send_all
from checker.api.service import Service
from checker.deadline import wait_for

#: Scrapes at a time, and seconds in which counts may still be on their way.
SCRAPES = 12
SETTLES = 3.0


def scrape_all(service: Service, complete: Callable[[Metrics], bool]) -> list[Metrics]:
    """Return what a service tells when it is scraped several times at once, as soon as each is `complete`."""
    found: list[Metrics] = []

    def look() -> bool | None:
        found[:] = [Metrics.of(one.answer) for one in send_all(service, [Request("GET", "/metrics")] * SCRAPES)]
        return all(map(complete, found)) or None

    wait_for(look, SETTLES, beat=0.1)
    return found
