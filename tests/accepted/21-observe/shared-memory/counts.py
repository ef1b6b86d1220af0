"""Counts in memory that all workers share, told without a package."""

from multiprocessing import Array, Lock

BOUNDS = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5)
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
STATUSES = (200, 400, 404, 405, 413, 500)

lock = Lock()
answers = Array("Q", len(STATUSES), lock=False)
named = Array("Q", len(SPECIES), lock=False)
buckets = Array("Q", len(BOUNDS) + 1, lock=False)
seconds = Array("d", 1, lock=False)


def answered(path, status, took):
    """Count one answer."""
    with lock:
        answers[STATUSES.index(status)] += 1
        if path == "/predict":
            seconds[0] += took
            buckets[next((i for i, bound in enumerate(BOUNDS) if took <= bound), len(BOUNDS))] += 1


def predicted(species):
    """Count one prediction."""
    with lock:
        named[SPECIES.index(species)] += 1


def text():
    """Return all counts in Prometheus' text format."""
    with lock:
        lines = ["# HELP http_requests_total Answers.", "# TYPE http_requests_total counter"]
        for status, count in zip(STATUSES, answers):
            path = "unknown" if status == 404 else "/predict"
            lines.append(f'http_requests_total{{path="{path}",status="{status}"}} {count}')
        lines.append("# TYPE http_request_duration_seconds histogram")
        below = 0
        for bound, count in zip([*BOUNDS, "+Inf"], buckets):
            below += count
            lines.append(f'http_request_duration_seconds_bucket{{le="{bound}",path="/predict"}} {below}')
        lines.append(f'http_request_duration_seconds_sum{{path="/predict"}} {seconds[0]!r}')
        lines.append(f'http_request_duration_seconds_count{{path="/predict"}} {below}')
        lines += ["# TYPE predictions_total counter"]
        lines += [f'predictions_total{{species="{name}"}} {count}' for name, count in zip(SPECIES, named)]
    return "\n".join(lines) + "\n"
