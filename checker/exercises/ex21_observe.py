"""21 observe: a line of JSON for each request, metrics that count what was sent, and nothing about people."""

from collections.abc import Iterator
from math import inf
from typing import Any

import pytest

from checker import (
    Image,
    Metrics,
    Service,
    Traffic,
    counted,
    expect_kinds,
    expect_log_lines,
    expect_predictions_counted,
    expect_private,
    expect_request_ids,
    expect_requests,
    expect_same,
    fail_of_log,
    fail_of_metrics,
    known_traffic,
    scrape_all,
)

REQUESTS, SECONDS, PREDICTIONS = "http_requests_total", "http_request_duration_seconds", "predictions_total"
KINDS = {REQUESTS: "counter", SECONDS: "histogram", PREDICTIONS: "counter"}
PREDICT = "/predict"

#: The bounds that a histogram of ours has.
BOUNDS = (0.01, 0.1, 1.0, inf)

#: How many sets of labels a metric may have: some statuses, some addresses, some methods.
MOST_SERIES = 40


@pytest.fixture(scope="session")
def traffic(service: Service, image: Image, docker_ip: str, attempt: Any) -> Traffic:
    """Send known traffic to a container that was asked nothing before."""

    def fresh() -> Iterator[Service]:
        yield service
        yield image.serve(docker_ip)

    return known_traffic(fresh().__next__, attempt.seed)


@pytest.fixture(scope="session")
def scrapes(traffic: Traffic) -> list[Metrics]:
    """Return what the service tells when it is scraped several times at once, as soon as all of it is counted."""
    return scrape_all(traffic.service, lambda told: counted(told, 200) >= traffic.statuses[200])


def check_answers(traffic: Traffic) -> None:
    """Your Dockerfile builds an image, and it names penguins and refuses bad input as before."""
    for one in traffic.exchanges:
        if one.bird:
            one.answer.expect(200, json={"species": one.bird.species, "model_version": "1"})
        elif one.path == PREDICT:
            one.answer.expect_refusal()
        elif one.path == "/health":
            one.answer.expect(200, json={"status": "ok"})
        elif one.path != "/metrics":
            one.answer.expect(404)


def check_request_id(traffic: Traffic) -> None:
    """Each answer has an X-Request-ID: the one that the request came with, or a new one."""
    expect_request_ids(traffic)


def check_log_lines(traffic: Traffic) -> None:
    """Standard output has one line of JSON for each request, and nothing that is no JSON."""
    lines = expect_log_lines(traffic, timed=True)
    spent, took = sum(line["seconds"] for line in lines), sum(one.seconds for one in traffic.noted)
    if spent > took:
        what, expected = f"lines whose `seconds` add up to {spent:.1f}", f"less than {took:.1f} s"
        fail_of_log(traffic, "`seconds` is not in seconds.", f"{expected}, which all requests took together", what)


def check_private(traffic: Traffic) -> None:
    """No line of the log holds an observer's address or a token."""
    expect_private(traffic)


def check_metrics(traffic: Traffic) -> None:
    """GET /metrics tells what was counted, in the form that Prometheus reads."""
    expect_kinds(traffic, KINDS)


def check_workers(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """Two processes or more answer, and each of them tells what all have counted."""
    sent, told = traffic.statuses[200], [counted(one, 200) for one in scrapes]
    if min(told) < sent:
        fail_of_metrics(
            traffic,
            "GET /metrics does not tell of all requests.",
            f'at least {sent} for {REQUESTS}{{path="{PREDICT}",status="200"}}, whichever process answers',
            f"{len(told)} scrapes that tell of {', '.join(f'{one:.0f}' for one in told)}",
        )
    if len(traffic.pids) == 1:
        lines = f"{len(traffic.noted)} lines, all with the `pid` {next(iter(traffic.pids))}"
        fail_of_log(traffic, "One process has answered all requests.", "two processes or more that answer", lines)


def check_bounded(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """No label has a value for each request: ids, addresses and people are none."""
    for value in sorted(set().union(*(one.label_values() for one in scrapes))):
        if word := next((word for word in traffic.words if word in value), ""):
            line = next((line for one in scrapes for line in one.text.splitlines() if word in line), value)
            what = "A label has a value that only one request had."
            fail_of_metrics(traffic, what, "labels whose values are few and known, such as path and status", line)
    for name in KINDS:
        if (series := max(one.series(name) for one in scrapes)) > MOST_SERIES:
            what = f"{name} has {series} sets of labels."
            fail_of_metrics(traffic, what, f"{MOST_SERIES} at most", "a label with very many values")


def check_requests(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """http_requests_total counts each request once, by its path and its status."""
    expect_requests(traffic, scrapes)


def check_latency(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """http_request_duration_seconds is a histogram of the seconds that requests took."""
    shown, took = f'{SECONDS}{{path="{PREDICT}"}}', sum(one.seconds for one in traffic.predicts)
    for told in scrapes:
        found = told.histogram(SECONDS, path=PREDICT)
        expect_same(traffic, f"{shown}, its count,", found.count, len(traffic.predicts))
        if missing := [bound for bound in BOUNDS if bound not in found.buckets]:
            bounds = ", ".join(f"{bound:g}" for bound in sorted(found.buckets)) or "no bucket"
            fail_of_metrics(traffic, f"{shown} has no bucket {missing[0]:g}.", "buckets 0.01, 0.1, 1 and +Inf", bounds)
        if not found.rises:
            what = f"The buckets of {shown} do not add up."
            fail_of_metrics(traffic, what, "each bucket with all that is below its bound", str(dict(found.buckets)))
        if not 0 < found.sum <= took:
            what = f"The sum of {shown} is not in seconds."
            fail_of_metrics(
                traffic, what, f"more than 0 and less than {took:.1f} s, seen from outside", f"{found.sum:g}"
            )


def check_predictions(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """predictions_total counts each prediction once, by its species, and nothing else."""
    expect_predictions_counted(traffic, scrapes)
