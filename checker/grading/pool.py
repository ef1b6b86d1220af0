"""The workers of a run: processes that grade, their events, and their orderly end."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass
from queue import Queue
from threading import Thread
from typing import Any, Self

from checker.engine.command import kill_group, popen_options
from checker.grading.task import Task
from checker.places import ROOT

#: Seconds that a worker may take to remove what it made after we asked it to end.
FAREWELL = 15.0

#: The command line of a worker.
WORKER = [sys.executable, "-m", "checker.grading.worker"]

Event = dict[str, Any]


@dataclass(eq=False)
class Worker:
    """One process that grades one task after another."""

    process: "subprocess.Popen[str]"
    task: Task | None = None

    def give(self, task: Task) -> None:
        """Hand it a task; a worker that has ended is noticed by its events."""
        self.task = task
        self._write(json.dumps(asdict(task)))

    def dismiss(self) -> None:
        """Tell it that no more tasks come."""
        self._write("end")

    def close(self) -> None:
        """Close its standard input: it ends what it does, cleans up and ends itself."""
        with suppress(OSError):
            if self.process.stdin:
                self.process.stdin.close()

    def end(self) -> None:
        """Wait for its end; kill it where that takes too long."""
        self.close()
        try:
            self.process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            kill_group(self.process)

    def _write(self, line: str) -> None:
        with suppress(BrokenPipeError, ValueError):
            print(line, file=self.process.stdin, flush=True)


def hire(heard: Callable[[Worker, Event | None], None]) -> Worker:
    """Start a worker, which loads what it needs at once; `heard` gets its events in a thread, None at its end."""
    process = subprocess.Popen(
        WORKER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        encoding="utf-8",
        **popen_options(outlives_us=True),
    )
    worker = Worker(process)
    Thread(target=_listen, args=(worker, heard), daemon=True).start()
    return worker


def _listen(worker: Worker, heard: Callable[[Worker, Event | None], None]) -> None:
    with worker.process.stdout or nullcontext() as lines:
        for line in lines or ():
            with suppress(ValueError):
                heard(worker, json.loads(line))
    heard(worker, None)


class Pool:
    """Up to `size` workers; use it as a context manager so that none outlives it."""

    def __init__(self, size: int) -> None:
        """Start the workers: they load what they need while the caller still prepares."""
        self._events: Queue[tuple[Worker, Event | None]] = Queue()
        self._workers = [self._hire() for _ in range(size)]

    def _hire(self) -> Worker:
        return hire(lambda worker, event: self._events.put((worker, event)))

    def grade(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Event]]:
        """Grade the tasks and yield their events; each task ends with `done` or with `broke`."""
        waiting = deque(tasks)
        for worker in self._workers:
            self._next(worker, waiting)
        open_tasks = len(tasks)
        while open_tasks:
            worker, event = self._events.get()
            task = worker.task
            if event is None:
                worker.end()
                self._workers.remove(worker)
                event = {"event": "broke", "text": f"the worker ended with status {worker.process.returncode}"}
                if waiting:
                    self._workers.append(worker := self._hire())
            if task is None:
                continue
            yield task, event
            if event["event"] in {"done", "broke"}:
                open_tasks -= 1
                self._next(worker, waiting)

    @staticmethod
    def _next(worker: Worker, waiting: deque[Task]) -> None:
        worker.task = None
        if waiting:
            worker.give(waiting.popleft())
        else:
            worker.dismiss()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers: those that still grade clean up first."""
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.end()
