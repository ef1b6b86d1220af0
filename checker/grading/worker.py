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
from checker.engine.labels import OWNER, Owner
from checker.engine.sweep import remove_labelled
from checker.errors import EnvironmentFault
from checker.grading.plugin import Grading
from checker.grading.task import Task
from checker.places import LOGS, ROOT

#: Seconds between two interrupts.
AGAIN = 1.0

#: Set while checks run, which an interrupt may break off.
_checking = threading.Event()
#: Set when nobody wants results any more.
_abandoned = threading.Event()


def grade(task: Task, tell: Any) -> None:
    """Grade one exercise; `tell(event, **values)` hears `phase`, `check` and at the end `done`."""
    exercise = find(task.exercise)
    started = time.monotonic()
    say = _Phases(tell)
    with Attempt(exercise.name, Path(task.folder), task.seed, task.run, say) as attempt:
        grading = Grading(exercise, attempt, lambda result: tell("check", result=asdict(result)))
        with _interruptible():
            status = pytest.main(_options(exercise), plugins=[pytest_docker, fixtures, grading])
        say("cleaning up")
    if status is pytest.ExitCode.INTERRUPTED:
        # What was being made in that moment is in nobody's care: it carries this process's name.
        with suppress(EnvironmentFault):
            remove_labelled(f"{OWNER}={Owner.current()}")
        raise KeyboardInterrupt
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise RuntimeError(f"pytest ended with {status}")
    tell("done", seconds=time.monotonic() - started)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let the end of standard input interrupt what happens here, and not the clean-up after it."""
    _checking.set()
    try:
        yield
    finally:
        _checking.clear()


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
    with _own_output() as output:
        threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
        while (task := tasks.get()) and not _abandoned.is_set():
            _one(task, output)
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


def _listen(tasks: "SimpleQueue[Task | None]") -> None:
    """Read tasks; at the end of standard input, interrupt what runs until it has ended."""
    for line in sys.stdin:
        if line.strip() == "end":
            tasks.put(None)
        else:
            tasks.put(Task(**json.loads(line)))
    _abandoned.set()
    tasks.put(None)
    while True:
        # An interrupt that lands in a callback of the interpreter is lost: it takes another one.
        if _checking.is_set():
            os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(AGAIN)


@contextmanager
def _own_output() -> Iterator[IO[str]]:
    """Keep standard output for events: whatever else is printed, and what breaks, goes to this worker's log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"worker-{os.getpid()}.log"
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("w") as nowhere, path.open("w", encoding="utf-8") as log:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(log.fileno(), 2)
        logging.basicConfig(stream=log)
        yield events
    if not path.stat().st_size:
        path.unlink()


if __name__ == "__main__":
    main()
