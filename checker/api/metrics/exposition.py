"""Read what a service tells at GET /metrics, with Prometheus' own parsers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as prometheus_text
from prometheus_client.samples import Sample

from checker.api.http import Answer

#: The content types that Prometheus reads; since its version 3 it refuses an answer with another one.
TEXT, OPEN = "text/plain", "application/openmetrics-text"


@dataclass(frozen=True)
class Histogram:
    """A histogram, summed over its series: upper bound of each bucket to its cumulative count; count; sum."""

    buckets: Mapping[float, float]
    count: float
    sum: float

    @property
    def rises(self) -> bool:
        """Whether each bucket holds all that the ones below it hold, and the last one, +Inf, holds all."""
        counts = [self.buckets[bound] for bound in sorted(self.buckets)]
        return counts == sorted(counts) and self.buckets.get(inf) == self.count


@dataclass(frozen=True)
class Metrics:
    """The metrics of one scrape; names of counters are given with their ending, `_total`."""

    families: Mapping[str, Metric]
    text: str

    @classmethod
    def of(cls, answer: Answer) -> "Metrics":
        """Return what an answer tells. Raises its Failure where Prometheus would not take it."""
        answer.expect(200)
        kind = answer.header("content-type").partition(";")[0].strip().lower()
        if kind not in (TEXT, OPEN):
            answer.fail(
                f"{answer.request} answers with the content type {kind or 'of nothing'}: Prometheus refuses that.",
                expected=f"the content type {TEXT}; version=0.0.4",
                seen=str(answer.reply),
                request=answer.request,
            )
        text = answer.reply.text
        try:
            # The parsers have no types.
            found = list(open_metrics(text) if kind == OPEN else prometheus_text(text))  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001  (the parsers raise whatever the text makes them stumble over)
            answer.fail(
                f"{answer.request} does not answer in Prometheus' text format.",
                expected='lines such as http_requests_total{path="/predict",status="200"} 3',
                seen=f"{error or type(error).__name__}: {answer.reply}",
                request=answer.request,
            )
        return cls({_full_name(one): one for one in found}, text)

    def kind(self, name: str) -> str:
        """Return a metric's type, such as `counter`; empty where there is no such metric."""
        return str(self.families[name].type) if name in self.families else ""

    def samples(self, name: str, ending: str = "", **labels: str) -> list[Sample]:
        """Return the samples of a metric that have these labels, maybe others too; `ending` is that of their names."""
        family = self.families.get(name)
        wanted = {_base(name) + "_total", name} if not ending else {name + ending}
        return [
            one
            for one in (family.samples if family else [])
            if one.name in wanted and labels.items() <= one.labels.items()
        ]

    def value(self, name: str, **labels: str) -> float:
        """Return the sum of a metric's samples that have these labels: 0 where there is none."""
        return total(self.samples(name, **labels))

    def by(self, label: str, name: str, **labels: str) -> dict[str, float]:
        """Return the values of a label and what is counted for each, zeros left out."""
        found: dict[str, float] = defaultdict(float)
        for one in self.samples(name, **labels):
            found[one.labels.get(label, "")] += one.value
        return {value: count for value, count in found.items() if count}

    def histogram(self, name: str, **labels: str) -> Histogram:
        """Return a histogram, summed over the series that have these labels."""
        buckets: dict[float, float] = defaultdict(float)
        for one in self.samples(name, "_bucket", **labels):
            buckets[float(one.labels["le"])] += one.value
        count, seconds = (total(self.samples(name, ending, **labels)) for ending in ("_count", "_sum"))
        return Histogram(dict(buckets), count, seconds)

    def series(self, name: str) -> int:
        """Return how many different sets of labels a metric has, the buckets of a histogram aside."""
        samples = self.samples(name, "_count" if self.kind(name) == "histogram" else "")
        return len({tuple(sorted(one.labels.items())) for one in samples})

    def label_values(self) -> set[str]:
        """Return every value of every label of every metric."""
        return {value for one in self.families.values() for sample in one.samples for value in sample.labels.values()}


def total(samples: Iterable[Sample]) -> float:
    """Return the sum of the samples' values."""
    return float(sum(one.value for one in samples))


def _base(name: str) -> str:
    return name.removesuffix("_total")


def _full_name(family: Metric) -> str:
    """Return a family's name as people write it: the parsers take `_total` away from a counter's."""
    return f"{_base(family.name)}_total" if family.type == "counter" else str(family.name)
