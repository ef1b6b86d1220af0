"""Do one second of work and tell how long that took, and how often the kernel held this container back."""

import time
from pathlib import Path

WORK_SECONDS = 1.0


def held_back():
    """Return how many periods of 100 ms were cut short; the file lies elsewhere on older kernels."""
    for path in (Path("/sys/fs/cgroup/cpu.stat"), Path("/sys/fs/cgroup/cpu/cpu.stat")):
        if path.exists():
            numbers = dict(line.split() for line in path.read_text().splitlines())
            return int(numbers.get("nr_throttled", 0))
    return 0


began, before = time.monotonic(), held_back()
while time.process_time() < WORK_SECONDS:
    sum(range(10_000))
took = time.monotonic() - began
often = held_back() - before > 5
print(f"{WORK_SECONDS:.0f} s of work took {took:.0f} s, held back {'often' if often else 'never'}")
