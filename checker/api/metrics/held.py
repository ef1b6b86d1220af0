"""What a service has noted and counted, held against the known traffic that it got."""

import json
import re
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, NoReturn

from checker.api.failure import Failure
from checker.api.http import Request
from checker.api.metrics.exposition import Metrics
from checker.api.metrics.known import ID, PREDICT, Exchange, Traffic
from checker.api.metrics.scrape import SCRAPE, scrape

REQUESTS, PREDICTIONS = "http_requests_total", "predictions_total"

#: A command that removes a container at its end, which shows its log before that.
_REMOVES = re.compile(r"; docker rm -f (\S+)$")


def expect_request_ids(traffic: Traffic) -> None:
    """Raise a Failure unless each answer has the id that its request came with, or a new one."""
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


def expect_log_lines(traffic: Traffic, *, timed: bool = False) -> list[dict[str, Any]]:
    """Return the log's lines, one for each request. Raises Failure where they are others, or no JSON.

    A line has `request_id`, `method`, `path`, `status`; where `timed`, `seconds` and `pid` too.
    """
    log = traffic.log
    if log.others:
        what = f"{len(log.others)} lines on standard output are not JSON."
        fail_of_log(traffic, what, "a JSON object on each line of standard output", log.others[0])
    lines = [_line(traffic, one, log.having(request_id=one.id), timed=timed) for one in traffic.noted]
    known = {one.id for one in traffic.noted}
    if more := [line for line in log.having(path=PREDICT) if line.get("request_id") not in known]:
        fail_of_log(traffic, f"{len(more)} lines belong to no request.", "one line for each request", _seen(more[:3]))
    if second := next((line for line in log.stderr.splitlines() if f"POST {PREDICT}" in line), ""):
        what = "Requests are logged a second time, on standard error."
        fail_of_log(traffic, what, "one line for each request", second)
    return lines


def _line(traffic: Traffic, one: Exchange, lines: list[dict[str, Any]], *, timed: bool) -> dict[str, Any]:
    """Return the one line of a request. Raises Failure unless there is one, with the fields that it has to have."""
    expected = {"request_id": one.id, "method": one.request.method, "path": one.path, "status": one.answer.status}
    what = f"one line with {json.dumps(expected)}{', `seconds` and `pid`' if timed else ''}"
    if len(lines) != 1:
        if not lines and (
            aside := next((line for line in traffic.log.stderr.splitlines() if one.id and one.id in line), "")
        ):
            fail_of_log(traffic, f"{one.request} is logged on standard error, not on standard output.", what, aside)
        fail_of_log(traffic, f"{one.request} has {len(lines)} lines in the log.", what, _seen(lines))
    line = lines[0]
    wrong = [name for name, value in expected.items() if line.get(name) != value]
    seconds = line.get("seconds")
    if timed and (isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < inf):
        wrong.append("seconds")
    if timed and (not isinstance(line.get("pid"), int | str) or not line["pid"]):
        wrong.append("pid")
    if wrong:
        names = " and ".join(f"`{name}`" for name in wrong)
        fail_of_log(traffic, f"The line of {one.request} has no right {names}.", what, _seen(lines))
    return line


def expect_private(traffic: Traffic) -> None:
    """Raise a Failure where the log holds an observer's address or a token."""
    for secret, what in traffic.secrets.items():
        if line := traffic.log.holds(secret):
            fail_of_log(traffic, f"The log holds {what}.", f"a log without {secret}", line)


def expect_kinds(traffic: Traffic, kinds: Mapping[str, str]) -> None:
    """Raise a Failure unless a service has metrics of these names and types."""
    found = scrape(traffic.service)
    for name, kind in kinds.items():
        if found.kind(name) != kind:
            said = f"a {found.kind(name)}" if found.kind(name) else f"only {', '.join(found.families) or 'nothing'}"
            fail_of_metrics(traffic, f"There is no {kind} {name}.", f"a {kind} of this name", said)


def counted(metrics: Metrics, status: int) -> float:
    """Return how many requests to /predict are counted with a status."""
    return metrics.value(REQUESTS, path=PREDICT, status=str(status))


def expect_requests(traffic: Traffic, scrapes: Sequence[Metrics]) -> None:
    """Raise a Failure unless each request is counted once, by its path and its status."""
    unknown = sum(one.answer.status == 404 for one in traffic.noted)
    for told in scrapes:
        for status, count in sorted(traffic.statuses.items()):
            expect_same(traffic, f'{REQUESTS}{{path="{PREDICT}",status="{status}"}}', counted(told, status), count)
        expect_same(
            traffic, f'{REQUESTS}{{status="404"}}, over all paths,', told.value(REQUESTS, status="404"), unknown
        )


def expect_predictions_counted(traffic: Traffic, scrapes: Sequence[Metrics]) -> None:
    """Raise a Failure unless each prediction is counted once, by its species, and nothing else."""
    for told in scrapes:
        found = told.by("species", PREDICTIONS)
        if found != traffic.given:
            what = f"{PREDICTIONS} does not count what was predicted."
            fail_of_metrics(traffic, what, _by_name(traffic.given), _by_name(found))


def expect_same(traffic: Traffic, what: str, found: float, sent: int) -> None:
    """Raise a Failure where a metric has not counted what was sent."""
    if found != sent:
        fail_of_metrics(traffic, f"{what} is {found:g}, not {sent}.", f"{sent}, as many as were answered", f"{found:g}")


def _by_name(counts: Mapping[str, float]) -> str:
    """Return counts in words, in the order of their names."""
    return ", ".join(f"{name or 'no species'} {counts[name]:g}" for name in sorted(counts)) or "nothing"


def _seen(lines: list[dict[str, Any]]) -> str:
    """Return lines of the log, about as they were written."""
    return " and ".join(map(json.dumps, lines)) or "no line with this request_id"


def fail_of_metrics(traffic: Traffic, summary: str, expected: str, seen: str) -> NoReturn:
    """Raise a Failure about what the service tells at /metrics."""
    traffic.service.fail(summary, expected=expected, seen=seen, request=SCRAPE)


def fail_of_log(traffic: Traffic, summary: str, expected: str, seen: str) -> NoReturn:
    """Raise a Failure about the log, with a command that sends a request and shows it."""
    sound = next(one.bird.measurements for one in traffic.exchanges if one.bird)
    request = Request("POST", PREDICT, json.dumps(sound).encode())
    by_hand = _REMOVES.sub(r"; docker logs \1; docker rm -f \1", traffic.service.reproduce(request))
    raise Failure(summary, expected=expected, seen=seen, evidence=traffic.service.evidence(), reproduce=by_hand)
