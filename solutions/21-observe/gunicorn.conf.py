"""gunicorn reads this file, from the folder that it is started in."""

import os
import shutil
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

bind = "0.0.0.0:8000"
# Two processes answer: one bird that takes long does not make all others wait.
workers = 2

# Each worker keeps its counts in a file of this folder. What an earlier start has left there does not count.
counts = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
shutil.rmtree(counts, ignore_errors=True)
counts.mkdir(parents=True)


def child_exit(_server: Any, worker: Any) -> None:
    """Tell the client that a worker has ended: its counters stay, its gauges do not."""
    multiprocess.mark_process_dead(worker.pid)
