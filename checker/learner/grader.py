"""Grade one exercise again and again, at once: workers wait warm, and an interrupted one cleans up on its own."""

import secrets
import time
from collections.abc import Callable
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
        self._run = secrets.token_hex(6)
        self._idle = [hire(heard)]
        self._busy: list[Worker] = []
        self._leaving: list[Worker] = []
        self._current: Worker | None = None
        self._hearing: Hearing | None = None
        self._started = 0.0
        self._untidy = False

    @property
    def grading(self) -> bool:
        """Whether a verdict is still awaited."""
        return self._hearing is not None

    def start(self, exercise: Exercise, folder: Path, seed: int, listener: Listener) -> None:
        """Grade a folder; a grading whose verdict is awaited must have been interrupted before."""
        self._started = time.monotonic()
        worker = self._idle.pop(0) if self._idle else hire(self._heard)
        worker.give(Task(exercise.name, str(folder), seed, self._run))
        self._busy.append(worker)
        self._current = worker
        self._hearing = Hearing(exercise, listener)

    def interrupt(self) -> None:
        """Give up the grading whose verdict is awaited; its worker cleans up and ends."""
        if self._current and self._hearing:
            self._dismiss(self._current)
        self._current = self._hearing = None

    def _dismiss(self, worker: Worker) -> None:
        self._untidy = self._untidy or worker in self._busy
        for group in (self._idle, self._busy):
            if worker in group:
                group.remove(worker)
        worker.close()
        self._leaving.append(worker)

    def take(self, worker: Worker, event: Event | None) -> ExerciseResult | None:
        """Take a worker's event; return the verdict with the last check, before what was made is removed."""
        if event is None:
            event = {"event": "broke", "text": f"the worker ended with status {self._bury(worker)}"}
        elif event["event"] in {"done", "broke"} and worker in self._busy:
            self._busy.remove(worker)
            self._idle.append(worker)
            self._untidy = self._untidy or event["event"] == "broke"
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
        self._untidy = self._untidy or worker in self._busy
        for group in (self._idle, self._busy, self._leaving):
            if worker in group:
                group.remove(worker)
        worker.end()
        return int(worker.process.returncode)

    def settle(self) -> None:
        """Have a spare worker, and not more: called when a verdict is told and the machine has time."""
        for _ in range(SPARE - len(self._idle) - len(self._busy)):
            self._idle.append(hire(self._heard))
        while len(self._idle) > SPARE:
            self._dismiss(self._idle[0])

    @property
    def crowded(self) -> bool:
        """Whether so many interrupted workers still clean up that one more grading would slow them all down."""
        return len(self._leaving) >= SPARE

    def close(self) -> None:
        """End all workers, and leave nothing in the engine."""
        every = [*self._idle, *self._busy, *self._leaving]
        self._untidy = self._untidy or bool(self._busy)
        for worker in every:
            worker.close()
        for worker in every:
            worker.end()
        if self._untidy:
            with suppress(EnvironmentFault):
                remove_run(self._run)
