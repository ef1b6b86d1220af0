"""A worker: reads tasks from standard input, grades each with pytest, and writes events to standard output.

Both are JSON, an object a line. When standard input ends, the worker ends: what it grades is
interrupted and what it made is removed, so nothing outlives the command that started it.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import pytest
import pytest_docker

from checker.api import fixtures
from checker.api.attempt import Attempt
from checker.catalog import Exercise, find
from checker.grading.plugin import Grading
from checker.grading.task import Task
from checker.places import LOGS, ROOT


def grade(task: Task, tell: Any) -> None:
    """Grade one exercise; `tell(event, **values)` hears `phase`, `check` and at the end `done`."""
    exercise = find(task.exercise)
    started = time.monotonic()
    say = _Phases(tell)
    with Attempt(exercise.name, Path(task.folder), task.seed, task.run, say) as attempt:
        grading = Grading(exercise, attempt, lambda result: tell("check", result=asdict(result)))
        status = pytest.main(_options(exercise), plugins=[pytest_docker, fixtures, grading])
        say("cleaning up")
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise (
            KeyboardInterrupt if status is pytest.ExitCode.INTERRUPTED else RuntimeError(f"pytest ended with {status}")
        )
    tell("done", seconds=time.monotonic() - started)


class _Phases:
    """Tell a phase when it changes."""

    def __init__(self, tell: Any) -> None:
        self._tell = tell
        self._last = ""

    def __call__(self, text: str) -> None:
        if text != self._last:
            self._last = text
            self._tell("phase", text=text)


def _options(exercise: Exercise) -> list[str]:
    off = [
        option
        for name in ("cacheprovider", "junitxml", "doctest", "faulthandler", "warnings")
        for option in ("-p", f"no:{name}")
    ]
    return [
        "-c", os.devnull, f"--rootdir={ROOT}", "--confcutdir", str(exercise.module.parent),
        *off, "-q", "--no-header", "--tb=no",
        "-o", "python_files=ex*.py", "-o", "python_functions=check_*", str(exercise.module),
    ]  # fmt: skip


def main() -> None:
    """Work until standard input ends."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in its background without it
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    busy = threading.Event()
    with _own_output() as output:
        threading.Thread(target=_listen, args=(tasks, busy), daemon=True).start()
        while task := tasks.get():
            busy.set()
            _one(task, output)
            busy.clear()
    os._exit(0)  # all is removed and said; taking the interpreter apart costs another tenth of a second


def _one(task: Task, output: IO[str]) -> None:
    def tell(event: str, **values: Any) -> None:
        # Where nobody listens any more, this worker is about to be interrupted.
        with suppress(BrokenPipeError):
            print(json.dumps({"event": event, "exercise": task.exercise, **values}), file=output, flush=True)

    try:
        grade(task, tell)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        logging.getLogger(__name__).exception("grading %s broke", task.exercise)
        tell("broke", text=f"{type(error).__name__}: {error}")


def _listen(tasks: "SimpleQueue[Task | None]", busy: threading.Event) -> None:
    """Read tasks; at the end of standard input, interrupt what runs."""
    for line in sys.stdin:
        if line.strip() == "end":
            tasks.put(None)
        else:
            tasks.put(Task(**json.loads(line)))
    tasks.put(None)
    if busy.is_set():
        os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def _own_output() -> Iterator[IO[str]]:
    """Keep standard output for events: what else prints there is dropped, what breaks goes to this worker's log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(handlers=[logging.FileHandler(LOGS / f"worker-{os.getpid()}.log", delay=True)])
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        yield events


if __name__ == "__main__":
    main()
