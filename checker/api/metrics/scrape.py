"""Scrape a service several times at once: whichever of its processes answers has to tell the same."""

from collections.abc import Callable
from urllib.parse import urlsplit

from checker.api.http import Answer, Request
from checker.api.metrics.exposition import Metrics
from checker.api.metrics.traffic import send_all
from checker.api.service import Service
from checker.deadline import wait_for

#: Scrapes at a time, and seconds in which counts may still be on their way.
SCRAPES = 12
SETTLES = 3.0

SCRAPE = Request("GET", "/metrics")

#: What a framework answers that has mounted an app of its own at /metrics: Prometheus goes on to /metrics/.
_REDIRECTS = (301, 302, 307, 308)


def scrape(service: Service) -> Metrics:
    """Return what a service tells at GET /metrics. Raises Failure where Prometheus would not take it."""
    return Metrics.of(_there(service, service.ask(SCRAPE)))


def _there(service: Service, answer: Answer) -> Answer:
    """Return the answer at the place that an answer leads to within the service, or this one where it leads nowhere."""
    path = urlsplit(answer.header("location")).path
    moved = answer.status in _REDIRECTS and path.startswith(f"{SCRAPE.path}/")
    return service.get(path) if moved else answer


def scrape_all(service: Service, complete: Callable[[Metrics], bool]) -> list[Metrics]:
    """Return what a service tells when it is scraped several times at once, as soon as each is `complete`."""
    found: list[Metrics] = []

    def look() -> bool | None:
        found[:] = [Metrics.of(_there(service, one.answer)) for one in send_all(service, [SCRAPE] * SCRAPES)]
        return all(map(complete, found)) or None

    wait_for(look, SETTLES, beat=0.1)
    return found
