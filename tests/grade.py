"""Grade answers in one pool of workers, as a run of `check` grades them: here, or in a process beside the tests.

`python -m tests.grade TOP JOBS` reads the names of answers from its input, lays them out under TOP, and writes each
result as a line of JSON when it is there. Ended early, its workers remove what they made.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.catalog import Exercise
from checker.grading.bases import prepare
from checker.grading.pool import Pool
from checker.grading.run import Hearing
from checker.grading.task import Task
from checker.outcomes import ExerciseResult
from checker.places import ROOT
from tests import answers

#: The inputs of all these gradings are drawn from it.
SEED = 7

Told = Callable[[str, ExerciseResult], object]


class _Unheard:
    """Nobody follows how a grading goes."""

    def phase(self, exercise: str, text: str) -> None:
        """Say nothing."""

    def finished(self, result: ExerciseResult) -> None:
        """Say nothing."""


def grade_all(
    folders: Mapping[str, Path],
    exercises: Mapping[str, Exercise],
    *,
    seed: int = SEED,
    jobs: int,
    tell: Told = lambda *_: None,
) -> dict[str, ExerciseResult]:
    """Return name to result for each folder; `tell` hears each as soon as it is there."""
    names = {str(folder): name for name, folder in folders.items()}
    tasks = [
        Task(exercises[name].name, str(folder), seed, f"test-{place}")
        for place, (name, folder) in enumerate(folders.items())
    ]
    hearings = {name: Hearing(exercises[name], _Unheard()) for name in folders}
    results: dict[str, ExerciseResult] = {}
    with Pool(jobs) as pool:
        for task, event in pool.grade(tasks):
            name = names[task.folder]
            if result := hearings[name].hear(event):
                results[name] = result
                tell(name, result)
    return results


class Grading:
    """Answers that are being graded by another process; use it as a context manager, which ends what still goes on."""

    def __init__(self, names: Collection[str], top: Path, jobs: int) -> None:
        """Start to grade the answers of these names, laid out under `top`, with so many workers."""
        self._log = top / "grading.log"
        with self._log.open("wb") as log, (top / "results").open("wb") as results:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.grade", str(top), str(jobs)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=results, stderr=log, text=True,
            )  # fmt: skip
        self._results = top / "results"
        if self._process.stdin:
            with self._process.stdin as pipe:
                pipe.write("\n".join(names))

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """End it; its workers see that nobody wants their results any more."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def results(self) -> dict[str, ExerciseResult]:
        """Wait for all and return name to result."""
        status = self._process.wait()
        assert status == 0, self._log.read_text(encoding="utf-8")
        lines = map(json.loads, self._results.read_text(encoding="utf-8").splitlines())
        return {line["answer"]: ExerciseResult.parse(line["result"]) for line in lines}


def main(top: Path, jobs: int, names: Collection[str]) -> None:
    """Grade the answers of these names."""
    asked = {str(one): one for one in answers.every() if str(one) in names}
    folders = {name: one.lay_out(top) for name, one in asked.items()}
    exercises = {name: one.exercise for name, one in asked.items()}
    prepare([(exercises[name], folder) for name, folder in folders.items()], lambda line: print(line, file=sys.stderr))

    def tell(name: str, result: ExerciseResult) -> None:
        print(json.dumps({"answer": name, "result": result.plain()}), flush=True)

    grade_all(folders, exercises, jobs=jobs, tell=tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.stdin.read().split("\n"))
