"""The pool of workers: every task ends with `done` or `broke`, and no worker outlives the pool."""

import os
import sys
from collections.abc import Callable

import pytest

from checker.deadline import Deadline
from checker.grading import pool
from checker.grading.pool import Event, Pool
from checker.grading.task import Task

#: A worker that does what a task's exercise is called; each task prints its own pid first.
WORKER = """
import json, os, signal, sys, threading
def tell(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)
for line in sys.stdin:
    if line.strip() == "end":
        break
    task = json.loads(line)
    tell("phase", text=str(os.getpid()))
    match task["exercise"]:
        case "works":
            print("not an event", flush=True)
            tell("check", result=task["folder"])
            tell("done", seconds=0.1)
        case "breaks":
            tell("broke", text="ValueError: no")
        case "crashes":
            os._exit(7)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            threading.Event().wait()
"""
#: A worker that ignores the end of its input, and everything that asks it to go.
DEAF = "import signal, threading; signal.signal(signal.SIGTERM, signal.SIG_IGN); threading.Event().wait()"

Graded = dict[str, list[Event]]


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what chooses the program of the workers; the first one above where nothing is chosen."""

    def use(code: str) -> None:
        monkeypatch.setattr(pool, "WORKER", [sys.executable, "-S", "-E", "-c", code])

    use(WORKER)
    return use


def grade(size: int, *exercises: str) -> Graded:
    """Return the events of each task, by its folder: the exercise's name and its place."""
    tasks = [Task(name, f"{name} {place}", 7, "run") for place, name in enumerate(exercises)]
    events: Graded = {task.folder: [] for task in tasks}
    with Pool(size) as workers:
        for task, event in workers.grade(tasks):
            events[task.folder].append(event)
    return events


def endings(events: Graded) -> list[str]:
    """Return the last event of each task."""
    return [heard[-1]["event"] for heard in events.values()]


def pids(events: Graded) -> list[str]:
    """Return which worker took each task."""
    return [heard[0]["text"] for heard in events.values()]


def test_a_task_is_graded() -> None:
    """Its events arrive in order and whole; what a worker prints beside them is dropped."""
    [events] = grade(1, "works").values()
    assert [event["event"] for event in events] == ["phase", "check", "done"]
    assert events[1]["result"] == "works 0"


def test_a_worker_takes_one_task_after_another() -> None:
    """Also after a task in which the checker broke: the worker itself goes on."""
    events = grade(1, "works", "breaks", "works")
    assert endings(events) == ["done", "broke", "done"]
    assert len(set(pids(events))) == 1


def test_tasks_are_shared() -> None:
    """With room for all, each has a worker of its own; more workers than tasks do no harm."""
    events = grade(3, "works", "breaks")
    assert endings(events) == ["done", "broke"]
    assert len(set(pids(events))) == 2


def test_nothing_to_grade() -> None:
    """Workers that were started for nothing end."""
    assert grade(1) == {}


@pytest.mark.parametrize(("how", "status"), [("crashes", 7), ("killed", -9)])
def test_a_worker_that_crashes_breaks_its_task(how: str, status: int) -> None:
    """The event says with which status it ended."""
    [events] = grade(1, how).values()
    assert events[-1] == {"event": "broke", "text": f"the worker ended with status {status}"}


def test_after_a_crash_the_others_are_graded() -> None:
    """A new worker takes what waits, and another crash after that is no different."""
    events = grade(1, "works", "crashes", "works", "crashes", "works")
    assert endings(events) == ["done", "broke", "done", "broke", "done"]
    assert len(set(pids(events))) == 3


def test_a_crash_leaves_the_others_workers_alone() -> None:
    """Side by side, only the task of the worker that crashed breaks."""
    events = grade(2, "crashes", "works", "works", "works")
    assert endings(events) == ["broke", "done", "done", "done"]


def test_workers_that_cannot_start_break_every_task(worker: Callable[[str], None]) -> None:
    """It ends, whatever is wrong with the worker."""
    worker("raise SystemExit(3)")
    assert endings(grade(2, "works", "works", "works")) == ["broke"] * 3


def test_a_worker_that_ignores_the_end_is_killed(
    worker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has some time to clean up; then it ends all the same."""
    monkeypatch.setattr(pool, "FAREWELL", 0.1)
    worker(DEAF)
    deadline = Deadline(10.0)
    with Pool(2):
        pass
    assert not deadline.over


def test_an_interrupted_run_ends_its_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while events come leaves no worker, not even one that hangs in a task."""
    monkeypatch.setattr(pool, "FAREWELL", 0.1)
    found: list[int] = []

    def interrupted() -> None:
        with Pool(1) as workers:
            for _, event in workers.grade([Task("hangs", "", 7, "run")]):
                found.append(int(event["text"]))
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not exists(found[0])


def exists(pid: int) -> bool:
    """Return whether a process with this pid exists and is ours to signal."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
