"""Grade many folders in one pool of workers, as a run of `check` grades them."""

from collections.abc import Mapping
from pathlib import Path

from checker.catalog import Exercise
from checker.grading.pool import Pool
from checker.grading.task import Task
from checker.outcomes import CheckResult, ExerciseResult, Outcome, not_graded


def grade_all(
    folders: Mapping[str, Path], exercises: Mapping[str, Exercise], *, seed: int, jobs: int
) -> dict[str, ExerciseResult]:
    """Return name to result for each folder."""
    names = {str(folder): name for name, folder in folders.items()}
    tasks = [
        Task(exercises[name].name, str(folder), seed, f"test-{place}")
        for place, (name, folder) in enumerate(folders.items())
    ]
    done: dict[str, list[CheckResult]] = {name: [] for name in folders}
    results: dict[str, ExerciseResult] = {}
    with Pool(jobs) as pool:
        for task, event in pool.grade(tasks):
            name = names[task.folder]
            match event["event"]:
                case "check":
                    done[name].append(
                        CheckResult(**{**event["result"], "outcome": Outcome(event["result"]["outcome"])})
                    )
                case "done":
                    results[name] = ExerciseResult(task.exercise, event["seconds"], tuple(done[name]))
                case "broke":
                    results[name] = not_graded(exercises[name], event["text"], done[name])
    return results
