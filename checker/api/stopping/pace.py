"""How busy this machine is, for what is measured in seconds."""

import time

#: Seconds of work that are measured.
WORK = 0.03

#: What a busy machine is believed: beyond that, nothing is told about the container any more.
MOST = 5.0


def slowness() -> float:
    """Return how many times longer work takes here now than on an idle machine: from 1 to MOST."""
    began, worked = time.perf_counter(), time.thread_time()
    while time.thread_time() - worked < WORK:
        sum(range(1000))
    return min(MOST, max(1.0, (time.perf_counter() - began) / WORK))
