"""Grade an exercise at every save. One thread decides; files, keys and workers leave it calls to make."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from rich.console import Console, RenderableType
from rich.text import Text

from checker import places
from checker.catalog import Exercise, exercises
from checker.engine.sweep import sweep
from checker.errors import CourseError, EnvironmentFault, UsageError
from checker.grading import memory
from checker.grading.bases import named, prepare
from checker.grading.pool import Event, Worker
from checker.grading.run import new_seed
from checker.grading.submission import folders
from checker.grading.workspaces import sweep_workspaces
from checker.learner import hints, progress, starters
from checker.learner.grader import Grader
from checker.learner.keys import keys
from checker.learner.saves import Saves
from checker.learner.table import table
from checker.outcomes import ExerciseResult, Outcome, Report
from checker.reports.terminal import Terminal

_KEYS = "h hint · l list · n next · q quit"


class Watch:
    """One session of `watch`: the exercise that is open, and the content that was graded last."""

    def __init__(self, exercise: Exercise, screen: Console) -> None:
        """Open nothing yet."""
        self.exercise = exercise
        self.screen = screen
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._showing = ExitStack()
        self._over = False
        self._person = False
        self._begun = False
        self._put_off = False
        self._content: str | None = None
        self._bases: tuple[list[str], str] = ([], "")
        self._key = ""
        self._seed = 0

    def run(self) -> None:
        """Grade now and at every save, until somebody quits; then nothing is left in the engine.

        Raises CourseError where the first grading cannot begin, or the system cannot watch files.
        """
        with (
            closing(Grader(self._hear_worker)) as self._grader,
            ThreadPoolExecutor(1) as background,
            Saves(places.EXERCISES, self._hear_saves, self._hear_trouble),
            keys(self._hear_key) as self._person,
            self._showing,
        ):
            background.submit(_tidy)
            starters.keep(exercises())
            self._open(self.exercise)
            self._begun = True
            while not self._over:
                self._inbox.get()()

    def _hear_worker(self, worker: Worker, event: Event | None) -> None:
        self._inbox.put(partial(self._told, worker, event))

    def _hear_saves(self, paths: frozenset[Path]) -> None:
        self._inbox.put(partial(self._saved, paths))

    def _hear_key(self, key: str) -> None:
        self._inbox.put(partial(self._pressed, key))

    def _hear_trouble(self, text: str) -> None:
        self._inbox.put(partial(self._cannot_watch, text))

    def _cannot_watch(self, text: str) -> None:
        raise EnvironmentFault(f"This machine cannot watch files: {text}. Type: nox -s check -- {self.exercise.number}")

    def _open(self, exercise: Exercise) -> None:
        """Turn to an exercise and grade it."""
        self.exercise = exercise
        self._content = None
        self._say(f"Watching {places.shown(self._folder)}: save a file there, and it is graded again.")
        self._look([])

    @property
    def _folder(self) -> Path:
        return places.EXERCISES / self.exercise.name

    def _saved(self, paths: frozenset[Path]) -> None:
        own = sorted(path.relative_to(self.exercise.name) for path in paths if path.parts[:1] == (self.exercise.name,))
        if own or not paths:
            self._look(own)

    def _look(self, paths: Iterable[Path]) -> None:
        """Grade where the content is another than that of the last grading; one that runs is given up."""
        content = progress.content(self.exercise)
        if content == self._content:
            return
        self._content = content
        again = self._grader.grading
        self._give_up()
        if saved := ", ".join(path.as_posix() for path in paths):
            self._say(f"\n{saved}: saved, {'starting again' if again else 'grading'}")
        self._put_off = self._grader.crowded
        if not self._put_off:
            self._grade()

    def _give_up(self) -> None:
        self._grader.interrupt()
        self._showing.close()

    def _grade(self) -> None:
        try:
            self._start()
        except CourseError as error:
            self._showing.close()
            if not self._begun:
                raise
            self._content = None  # the next save is graded, whatever it changes
            self._say(str(error))

    def _start(self) -> None:
        folder = folders(places.EXERCISES, [self.exercise], all_named=True)[self.exercise]
        self._terminal = self._showing.enter_context(Terminal(self.screen, [self.exercise.name]))
        self._key = memory.key(self.exercise, folder, self._images(folder))
        self._seed = new_seed()
        if remembered := memory.recall(self._key):
            self._tell(remembered)
        else:
            self._grader.start(self.exercise, folder, self._seed, self._terminal)

    def _images(self, folder: Path) -> str:
        """Return the ids of the base images; the engine is asked only where other ones are named."""
        references = named([(self.exercise, folder)])
        if references != self._bases[0]:
            self._bases = (references, prepare([(self.exercise, folder)], self._terminal.say))
        return self._bases[1]

    def _told(self, worker: Worker, event: Event | None) -> None:
        result = self._grader.take(worker, event)
        if result:
            self._tell(result)
        elif event and event["event"] == "done" and not self._grader.grading:
            self._grader.settle()
        if self._put_off and not self._grader.crowded:
            self._put_off = False
            self._grade()

    def _tell(self, result: ExerciseResult) -> None:
        """Remember a verdict and print it."""
        self._showing.close()
        memory.keep(self._key, result)
        progress.remember(result, self.exercise, self._content or "", seed=self._seed)
        if result.outcome is Outcome.NOT_GRADED:
            self._content = None
        further = hints.further({self.exercise: self._folder})
        self._terminal.finished(result)
        self._terminal.summary(Report(self._seed, (result,)), further, self._then(result))

    def _then(self, result: ExerciseResult) -> list[str]:
        """Return what to do next, in one line, and the keys."""
        following = progress.next_open(self.exercise)
        if result.outcome is Outcome.NOT_GRADED:
            then = "Not graded: this does not count against you. Save again, and it is graded again."
        elif result.outcome is Outcome.FAILED:
            then = f"Mend it in {places.shown(self._folder)}, and save."
        elif not following:
            then = "All checks passed, and so has every other exercise."
        elif self._person:
            then = f"All checks passed. Press n for {following.name}."
        else:
            then = f"All checks passed. Next: nox -s watch -- {following.number}"
        at = time.strftime("%H:%M:%S")
        return [then, f"{_KEYS}  ({at})"] if self._person else [then]

    def _pressed(self, key: str) -> None:
        match key:
            case "h":
                self._hint()
            case "l":
                self._say(table(exercises(), self.exercise))
            case "n":
                self._next()
            case "q":
                self._over = True

    def _hint(self) -> None:
        try:
            self._say(hints.words(hints.one_more(self.exercise), self.exercise, watching=True))
        except UsageError:
            self._say("There is no verdict yet: hints follow a verdict.")

    def _next(self) -> None:
        following = progress.next_open(self.exercise)
        if following is None:
            self._say("Every other exercise has passed.")
            return
        self._give_up()
        self._put_off = False
        self._open(following)

    def _say(self, words: RenderableType) -> None:
        self.screen.print(Text(words) if isinstance(words, str) else words)


def _tidy() -> None:
    """Remove what a killed run has left; an engine that does not answer is told of by the grading."""
    sweep_workspaces()
    with suppress(EnvironmentFault):
        sweep()
