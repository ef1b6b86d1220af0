"""Scrapes are read by Prometheus' own parsers: what it would refuse is refused, what it counts is counted."""

from math import inf
from typing import NoReturn

import pytest

from checker.api.failure import Failure
from checker.api.http import Answer, Reply, Request
from checker.api.metrics.exposition import Metrics

TEXT = """# HELP http_requests_total Answers.
# TYPE http_requests_total counter
http_requests_total{path="/predict",method="POST",status="200"} 3
http_requests_total{path="/predict",method="GET",status="405"} 1
http_requests_total{path="other",method="GET",status="404"} 2
# TYPE took histogram
took_bucket{path="/predict",le="0.1"} 2
took_bucket{path="/predict",le="+Inf"} 3
took_sum{path="/predict"} 0.7
took_count{path="/predict"} 3
took_bucket{path="other",le="0.1"} 1
took_bucket{path="other",le="+Inf"} 1
took_sum{path="other"} 0.01
took_count{path="other"} 1
# TYPE queue gauge
queue 4
"""
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


def scraped(text: str, kind: str = PLAIN, status: int = 200) -> Metrics:
    """Return what a service tells that answers this."""

    def fail(summary: str, *, expected: str, seen: str, request: Request) -> NoReturn:
        raise Failure(summary, expected=expected, seen=seen, reproduce=str(request))

    reply = Reply(status, {"content-type": kind}, text.encode())
    return Metrics.of(Answer(Request("GET", "/metrics"), reply, fail))


def test_values_are_summed_over_the_labels_that_were_not_asked_for() -> None:
    """A metric may have more labels than the ones that are looked at."""
    metrics = scraped(TEXT)
    assert metrics.value("http_requests_total") == 6
    assert metrics.value("http_requests_total", path="/predict") == 4
    assert metrics.value("http_requests_total", path="/predict", status="200") == 3
    assert metrics.value("http_requests_total", status="500") == 0
    assert metrics.by("status", "http_requests_total", path="/predict") == {"200": 3, "405": 1}


def test_kinds_series_and_label_values() -> None:
    """Counters keep their ending; the buckets of a histogram are no series of their own."""
    metrics = scraped(TEXT)
    kinds = {name: metrics.kind(name) for name in ("http_requests_total", "took", "queue", "nothing")}
    assert kinds == {"http_requests_total": "counter", "took": "histogram", "queue": "gauge", "nothing": ""}
    assert (metrics.series("http_requests_total"), metrics.series("took")) == (3, 2)
    assert {"POST", "/predict", "405"} < metrics.label_values()


def test_a_histogram_has_buckets_that_rise() -> None:
    """They are cumulative, and the last one holds all."""
    metrics = scraped(TEXT)
    one = metrics.histogram("took", path="/predict")
    assert (one.buckets, one.count, one.sum) == ({0.1: 2, inf: 3}, 3, 0.7)
    assert one.rises
    assert metrics.histogram("took").buckets == {0.1: 3, inf: 4}
    assert not scraped(TEXT.replace('le="0.1"} 2', 'le="0.1"} 4')).histogram("took", path="/predict").rises
    assert not scraped("").histogram("took").buckets


def test_the_openmetrics_format_is_read_too() -> None:
    """It says so in its content type, and its counters are named without their ending."""
    text = '# TYPE http_requests counter\nhttp_requests_total{status="200"} 3\n# EOF\n'
    metrics = scraped(text, "application/openmetrics-text; version=1.0.0; charset=utf-8")
    assert metrics.kind("http_requests_total") == "counter"
    assert metrics.value("http_requests_total") == 3


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (TEXT, "text/html; charset=utf-8", "content type text/html"),
        (TEXT, "", "content type of nothing"),
        ('{"requests": 3}', PLAIN, "text format"),
        ('a{b="c"', PLAIN, "text format"),
        ("requests three", PLAIN, "text format"),
        ("a 1\n", "application/openmetrics-text", "text format"),
    ],
)
def test_what_prometheus_refuses_is_a_failure(text: str, kind: str, says: str) -> None:
    """The message names the reason, whatever the parser stumbles over."""
    with pytest.raises(Failure, match=says):
        scraped(text, kind)


def test_another_status_is_a_failure() -> None:
    """A scrape that is not 200 is none."""
    with pytest.raises(Failure, match="answers 404"):
        scraped(TEXT, status=404)
