"""A run of `check`: recall what is remembered, grade the rest in workers, sweep what the dead have left."""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from checker.catalog import Exercise
from checker.engine.sweep import remove_run, sweep
from checker.errors import EnvironmentFault
from checker.grading import memory
from checker.grading.pool import Event, Pool
from checker.grading.task import Task
from checker.grading.workspaces import sweep_workspaces
from checker.learner import progress
from checker.outcomes import CheckResult, ExerciseResult, Outcome, Report, not_graded

#: Seeds are drawn below this: short enough to type.
SEEDS = 1_000_000


class Listener(Protocol):
    """Who hears how a run goes."""

    def phase(self, exercise: str, text: str) -> None:
        """Hear what happens in an exercise now."""

    def finished(self, result: ExerciseResult) -> None:
        """Hear the result of an exercise, in the order in which they end."""


@dataclass
class Hearing:
    """What a worker tells of one exercise, gathered into its result."""

    exercise: Exercise
    listener: Listener
    done: list[CheckResult] = field(default_factory=list)

    def hear(self, event: Event) -> ExerciseResult | None:
        """Take an event; return the result when that was the last one."""
        match event["event"]:
            case "phase":
                self.listener.phase(self.exercise.name, event["text"])
            case "check":
                self.done.append(CheckResult(**{**event["result"], "outcome": Outcome(event["result"]["outcome"])}))
            case "done":
                return ExerciseResult(self.exercise.name, event["seconds"], tuple(self.done))
            case "broke":
                said = f"The checker broke off: {event['text']}. That is our fault: please report it."
                return not_graded(self.exercise, said, self.done)
        return None

    @property
    def complete(self) -> bool:
        """Whether every check has its outcome; what was made for them may still be there."""
        return len(self.done) == len(self.exercise.checks)


@dataclass
class Run:
    """What to grade, with which seed; `images` names the base images' ids that verdicts depend on."""

    folders: Mapping[Exercise, Path]
    seed: int
    listener: Listener
    fresh: bool
    jobs: int
    name: str = field(default_factory=lambda: secrets.token_hex(6))

    def grade(self, images: str) -> Report:
        """Grade and return the report, its exercises in order. Raises EngineUnavailable before it starts."""
        keys = {exercise: memory.key(exercise, folder, images) for exercise, folder in self.folders.items()}
        own = progress.before(self.folders)
        results = {} if self.fresh else self._recall(keys)
        waiting = [exercise for exercise in self.folders if exercise not in results]
        with ThreadPoolExecutor(1) as background:
            swept = background.submit(sweep)
            if waiting:
                results |= self._grade(waiting)
            _settle(swept)
        for exercise in waiting:
            memory.keep(keys[exercise], results[exercise])
        for exercise, content in own.items():
            progress.remember(results[exercise], exercise, content, seed=self.seed)
        return Report(self.seed, tuple(results[exercise] for exercise in self.folders))

    @contextmanager
    def _removed_when_interrupted(self) -> Iterator[None]:
        """Remove this run's objects when something breaks it off.

        While workers still live, so that who waits for a container stops waiting; and after their end, for what one of
        them was making in that moment.
        """
        try:
            yield
        except BaseException:
            _try_remove(self.name)
            raise

    def _recall(self, keys: Mapping[Exercise, str]) -> dict[Exercise, ExerciseResult]:
        known = {exercise: found for exercise, name in keys.items() if (found := memory.recall(name))}
        for result in known.values():
            self.listener.finished(result)
        return known

    def _grade(self, waiting: Sequence[Exercise]) -> dict[Exercise, ExerciseResult]:
        by_name = {exercise.name: exercise for exercise in waiting}
        # The longest first: then the last to end is a short one.
        longest_first = sorted(waiting, key=lambda one: len(one.checks), reverse=True)
        tasks = [Task(one.name, str(self.folders[one]), self.seed, self.name) for one in longest_first]
        results: dict[Exercise, ExerciseResult] = {}
        hearings = {name: Hearing(exercise, self.listener) for name, exercise in by_name.items()}
        sweep_workspaces()
        removed = self._removed_when_interrupted
        with removed(), Pool(min(self.jobs, len(tasks))) as pool, removed():
            for task, event in pool.grade(tasks):
                exercise = by_name[task.exercise]
                if result := hearings[task.exercise].hear(event):
                    results[exercise] = result
                    self.listener.finished(result)
        if any(result.outcome is Outcome.NOT_GRADED for result in results.values()):
            _try_remove(self.name)
        return results


def _settle(swept: "Future[int]") -> None:
    """Wait for the sweep; an engine that has gone meanwhile is swept at the next run."""
    try:
        swept.result()
    except EnvironmentFault:
        return


def _try_remove(run: str) -> None:
    try:
        remove_run(run)
    except EnvironmentFault:
        return


def default_jobs() -> int:
    """Return how many exercises run at once: one more than there are processors, as each also waits; four at most."""
    return min(4, 1 + (os.cpu_count() or 1))


def new_seed() -> int:
    """Return a seed that nobody foresees."""
    return secrets.randbelow(SEEDS)
