"""Hear which files of the exercises are saved."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from watchfiles import Change, watch

from checker.learner.noise import is_noise

#: Milliseconds: a save is over when nothing has changed for a step, or after the whole of the other.
STEP = 15
WHOLE = 50

#: Milliseconds after which we look ourselves, once: a file saved while the watching began has sent no event.
FIRST_LOOK = 1000


class Saves:
    """Watches a folder from a thread while it is entered.

    `saved` hears the paths below the folder that changed, none for a look of our own; `broke` hears why
    the system cannot watch.
    """

    def __init__(self, folder: Path, saved: Callable[[frozenset[Path]], None], broke: Callable[[str], None]) -> None:
        """Watch nothing yet."""
        self._folder = folder.resolve()
        self._saved = saved
        self._broke = broke
        self._stop = Event()
        self._thread = Thread(target=self._watch, daemon=True, name="saves")

    def __enter__(self) -> Self:
        """Start to watch."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Watch no more."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            self._hear()
        except OSError as error:
            self._broke(str(error))

    def _hear(self) -> None:
        looked = False
        for changes in watch(
            self._folder,
            watch_filter=self._counts,
            debounce=WHOLE,
            step=STEP,
            stop_event=self._stop,
            rust_timeout=FIRST_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            if changes or not looked:
                self._saved(frozenset(self._below(path) for _, path in changes))
            looked = True

    def _counts(self, _: Change, path: str) -> bool:
        return not any(is_noise(part) for part in self._below(path).parts)

    def _below(self, path: str) -> Path:
        return Path(path).relative_to(self._folder)
