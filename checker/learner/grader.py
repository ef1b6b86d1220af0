"""Grade one exercise again and again, at once: workers wait warm, and an interrupted one cleans up on its own."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from checker.catalog import Exercise
from checker.engine.sweep import remove_run
from checker.errors import EnvironmentFault
from checker.grading.pool import Event, Worker, hire
from checker.grading.run import Hearing, Listener
from checker.grading.task import Task
from checker.outcomes import ExerciseResult

#: Workers that wait: one takes over when a save interrupts the other.
SPARE = 2


class Grader:
    """The workers of a `watch`: one grades at a time, those that were interrupted remove what they made.

    `heard` gets the workers' events in threads; hand each to `take` in the thread that grades.
    """

    def __init__(self, heard: Callable[[Worker, Event | None], None]) -> None:
        """Start a worker: it loads what it needs while the caller prepares."""
        self._heard = heard
        #: Each worker's name for what it makes in the engine.
        self._runs: dict[Worker, str] = {}
        self._idle = [self._hire()]
        self._busy: list[Worker] = []
        self._leaving: list[Worker] = []
        self._helper = ThreadPoolExecutor(1)
        self._current: Worker | None = None
        self._hearing: Hearing | None = None
        self._started = 0.0

    def _hire(self) -> Worker:
        worker = hire(self._heard)
        self._runs[worker] = secrets.token_hex(6)
        return worker

    @property
    def grading(self) -> bool:
        """Whether a verdict is still awaited."""
        return self._hearing is not None

    def start(self, exercise: Exercise, folder: Path, seed: int, listener: Listener) -> None:
        """Grade a folder; a grading whose verdict is awaited must have been interrupted before."""
        self._started = time.monotonic()
        worker = self._idle.pop(0) if self._idle else self._hire()
        worker.give(Task(exercise.name, str(folder), seed, self._runs[worker]))
        self._busy.append(worker)
        self._current = worker
        self._hearing = Hearing(exercise, listener)

    def interrupt(self) -> None:
        """Give up the grading whose verdict is awaited; its worker cleans up and ends."""
        if self._current and self._hearing:
            self._dismiss(self._current)
        self._current = self._hearing = None

    def _dismiss(self, worker: Worker) -> None:
        """Let a worker go; what it waits for in the engine is removed under it, so that it ends at once."""
        worker.close()
        if worker in self._busy:
            self._helper.submit(_remove, self._runs[worker])
        self._leave_groups(worker)
        self._leaving.append(worker)

    def _leave_groups(self, worker: Worker) -> None:
        for group in (self._idle, self._busy, self._leaving):
            if worker in group:
                group.remove(worker)

    def take(self, worker: Worker, event: Event | None) -> ExerciseResult | None:
        """Take a worker's event; return the verdict with the last check, before what was made is removed."""
        if event is None:
            event = {"event": "broke", "text": f"the worker ended with status {self._bury(worker)}"}
        elif event["event"] in {"done", "broke"} and worker in self._busy:
            self._busy.remove(worker)
            self._idle.append(worker)
        if worker is not self._current or self._hearing is None:
            return None
        result = self._hearing.hear(event)
        if result is None and self._hearing.complete:
            result = self._hearing.hear({"event": "done", "seconds": time.monotonic() - self._started})
        if result:
            self._hearing = None
        return result

    def _bury(self, worker: Worker) -> int:
        """Take leave of a worker that has ended, and return its exit status."""
        self._leave_groups(worker)
        self._end(worker)
        return int(worker.process.returncode)

    def _end(self, worker: Worker) -> None:
        """Wait for a worker's end; after any but an orderly one, look for what it may have left."""
        worker.end()
        run = self._runs.pop(worker)
        if worker.process.returncode != 0:
            self._helper.submit(_remove, run)

    def settle(self) -> None:
        """Have a spare worker, and not more: called when a verdict is told and the machine has time."""
        for _ in range(SPARE - len(self._idle) - len(self._busy)):
            self._idle.append(self._hire())
        while len(self._idle) > SPARE:
            self._dismiss(self._idle[0])

    @property
    def crowded(self) -> bool:
        """Whether so many interrupted workers still clean up that one more grading would slow them all down."""
        return len(self._leaving) >= SPARE

    def close(self) -> None:
        """End all workers, and leave nothing in the engine."""
        for worker in [*self._idle, *self._busy]:
            self._dismiss(worker)
        for worker in self._leaving:
            self._end(worker)
        self._helper.shutdown()


def _remove(run: str) -> None:
    """Remove what a worker has made; an engine that has gone is swept at the next run."""
    with suppress(EnvironmentFault):
        remove_run(run)
