"""21 observe: a line of JSON for each request, metrics that count what was sent, and nothing about people."""

import json
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, NoReturn

import pytest

from checker import Exchange, Failure, Image, Metrics, Request, Service, Traffic, known_traffic, scrape, scrape_all

REQUESTS, SECONDS, PREDICTIONS = "http_requests_total", "http_request_duration_seconds", "predictions_total"
KINDS = {REQUESTS: "counter", SECONDS: "histogram", PREDICTIONS: "counter"}
PREDICT = "/predict"
ID = "X-Request-ID"

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


def counted(metrics: Metrics, status: int) -> float:
    """Return how many requests to /predict are counted with a status."""
    return metrics.value(REQUESTS, path=PREDICT, status=str(status))


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
    made: set[str] = set()
    for one in traffic.noted:
        came, found = one.request.headers.get(ID, ""), one.answer.header(ID)
        if found and (found == came or (not came and found not in made)):
            made.add(found)
            continue
        one.answer.fail(
            f"{one.request} is answered {f'with another {ID}' if found else f'without an {ID}'}.",
            expected=f"the header {ID}: {came or 'with a new id for each request'}",
            seen=f"{ID}: {found}" if found else f"no header {ID}",
            request=one.request,
        )


def check_log_lines(traffic: Traffic) -> None:
    """Standard output has one line of JSON for each request, and nothing that is no JSON."""
    log = traffic.log
    if log.others:
        what = f"{len(log.others)} lines on standard output are not JSON."
        fail(traffic, what, "a JSON object on each line of standard output", log.others[0])
    lines = [expect_line(traffic, one, log.having(request_id=one.id)) for one in traffic.noted]
    known = {one.id for one in traffic.noted}
    if more := [line for line in log.having(path=PREDICT) if line.get("request_id") not in known]:
        fail(traffic, f"{len(more)} lines belong to no request.", "one line for each request", seen(more[:3]))
    if second := next((line for line in log.stderr.splitlines() if f"POST {PREDICT}" in line), ""):
        fail(traffic, "Requests are logged a second time, on standard error.", "one line for each request", second)
    spent, took = sum(line["seconds"] for line in lines), sum(one.seconds for one in traffic.noted)
    if spent > took:
        what = f"lines whose `seconds` add up to {spent:.1f}"
        fail(traffic, "`seconds` is not in seconds.", f"less than {took:.1f} s, which all requests took together", what)


def expect_line(traffic: Traffic, one: Exchange, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one line of a request. Raises Failure unless there is one, with the fields that it has to have."""
    expected = {"request_id": one.id, "method": one.request.method, "path": one.path, "status": one.answer.status}
    what = f"one line with {json.dumps(expected)}, `seconds` and `pid`"
    if len(lines) != 1:
        fail(traffic, f"{one.request} has {len(lines)} lines in the log.", what, seen(lines))
    line = lines[0]
    wrong = [name for name, value in expected.items() if line.get(name) != value]
    seconds = line.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < inf:
        wrong.append("seconds")
    if not isinstance(line.get("pid"), int | str) or not line["pid"]:
        wrong.append("pid")
    if wrong:
        names = " and ".join(f"`{name}`" for name in wrong)
        fail(traffic, f"The line of {one.request} has no right {names}.", what, seen(lines))
    return line


def check_private(traffic: Traffic) -> None:
    """No line of the log holds an observer's address or a token."""
    for secret, what in traffic.secrets.items():
        if line := traffic.log.holds(secret):
            fail(traffic, f"The log holds {what}.", f"a log without {secret}", line)


def check_metrics(traffic: Traffic) -> None:
    """GET /metrics tells what was counted, in the form that Prometheus reads."""
    found = scrape(traffic.service)
    for name, kind in KINDS.items():
        if found.kind(name) != kind:
            said = f"a {found.kind(name)}" if found.kind(name) else f"only {', '.join(found.families) or 'nothing'}"
            scraped(traffic, f"There is no {kind} {name}.", f"a {kind} of this name", said)


def check_workers(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """Two processes or more answer, and each of them tells what all have counted."""
    sent, told = traffic.statuses[200], [counted(one, 200) for one in scrapes]
    if min(told) < sent:
        scraped(
            traffic,
            "GET /metrics does not tell of all requests.",
            f'at least {sent} for {REQUESTS}{{path="{PREDICT}",status="200"}}, whichever process answers',
            f"{len(told)} scrapes that tell of {', '.join(f'{one:.0f}' for one in told)}",
        )
    if len(traffic.pids) == 1:
        lines = f"{len(traffic.noted)} lines, all with the `pid` {next(iter(traffic.pids))}"
        fail(traffic, "One process has answered all requests.", "two processes or more that answer", lines)


def check_bounded(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """No label has a value for each request: ids, addresses and people are none."""
    for value in sorted(set().union(*(one.label_values() for one in scrapes))):
        if word := next((word for word in traffic.words if word in value), ""):
            line = next((line for one in scrapes for line in one.text.splitlines() if word in line), value)
            what = "A label has a value that only one request had."
            scraped(traffic, what, "labels whose values are few and known, such as path and status", line)
    for name in KINDS:
        if (series := max(one.series(name) for one in scrapes)) > MOST_SERIES:
            what = f"{name} has {series} sets of labels."
            scraped(traffic, what, f"{MOST_SERIES} at most", "a label with very many values")


def check_requests(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """http_requests_total counts each request once, by its path and its status."""
    unknown = sum(one.answer.status == 404 for one in traffic.noted)
    for told in scrapes:
        for status, count in sorted(traffic.statuses.items()):
            same(traffic, f'{REQUESTS}{{path="{PREDICT}",status="{status}"}}', counted(told, status), count)
        same(traffic, f'{REQUESTS}{{status="404"}}, over all paths,', told.value(REQUESTS, status="404"), unknown)


def check_latency(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """http_request_duration_seconds is a histogram of the seconds that requests took."""
    shown, took = f'{SECONDS}{{path="{PREDICT}"}}', sum(one.seconds for one in traffic.predicts)
    for told in scrapes:
        found = told.histogram(SECONDS, path=PREDICT)
        same(traffic, f"{shown}, its count,", found.count, len(traffic.predicts))
        if missing := [bound for bound in BOUNDS if bound not in found.buckets]:
            bounds = ", ".join(f"{bound:g}" for bound in sorted(found.buckets)) or "no bucket"
            scraped(traffic, f"{shown} has no bucket {missing[0]:g}.", "buckets 0.01, 0.1, 1 and +Inf", bounds)
        if not found.rises:
            what = f"The buckets of {shown} do not add up."
            scraped(traffic, what, "each bucket with all that is below its bound", str(dict(found.buckets)))
        if not 0 < found.sum <= took:
            what = f"The sum of {shown} is not in seconds."
            scraped(traffic, what, f"more than 0 and less than {took:.1f} s, seen from outside", f"{found.sum:g}")


def check_predictions(traffic: Traffic, scrapes: list[Metrics]) -> None:
    """predictions_total counts each prediction once, by its species, and nothing else."""
    for told in scrapes:
        found = told.by("species", PREDICTIONS)
        if found != traffic.given:
            what = f"{PREDICTIONS} does not count what was predicted."
            scraped(traffic, what, by_name(traffic.given), by_name(found))


def same(traffic: Traffic, what: str, found: float, sent: int) -> None:
    """Raise a Failure where a metric has not counted what was sent."""
    if found != sent:
        scraped(traffic, f"{what} is {found:g}, not {sent}.", f"{sent}, as many as were answered", f"{found:g}")


def by_name(counts: Mapping[str, float]) -> str:
    """Return counts in words, in the order of their names."""
    return ", ".join(f"{name or 'no species'} {counts[name]:g}" for name in sorted(counts)) or "nothing"


def seen(lines: list[dict[str, Any]]) -> str:
    """Return lines of the log, about as they were written."""
    return " and ".join(map(json.dumps, lines)) or "no line with this request_id"


def scraped(traffic: Traffic, summary: str, expected: str, seen: str) -> NoReturn:
    """Raise a Failure about what the service tells at /metrics."""
    traffic.service.fail(summary, expected=expected, seen=seen, request=Request("GET", "/metrics"))


def fail(traffic: Traffic, summary: str, expected: str, seen: str) -> NoReturn:
    """Raise a Failure about the log, with a command that sends a request and shows it."""
    request = Request("POST", PREDICT, b'{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}')
    by_hand = traffic.service.reproduce(request).replace("; docker rm", "; docker logs try-21; docker rm")
    evidence = traffic.service.evidence()
    raise Failure(summary, expected=expected, seen=seen, evidence=evidence, reproduce=by_hand)
