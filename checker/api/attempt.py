"""One grading of one exercise: where the work lies, the seed, and everything made for it in the engine."""

import shlex
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast

from checker.api.workspace import Workspace
from checker.engine.container import Container
from checker.engine.image import remove_image
from checker.engine.labels import Owner, labels
from checker.engine.volume import Volume
from checker.errors import EnvironmentFault
from checker.places import WORKSPACES


class Closing(Protocol):
    """Something that an attempt has one of, and that is closed with it."""

    def close(self) -> None:
        """End it."""


One = TypeVar("One", bound=Closing)


class Attempt:
    """The context that every fixture of an exercise works in; what it holds goes away when it closes."""

    def __init__(self, exercise: str, folder: Path, seed: int, run: str, say: Callable[[str], None]) -> None:
        """Start with nothing made."""
        self.exercise = exercise
        self.folder = folder
        self.seed = seed
        self.run = run
        self.say = say
        self.labels = labels(run, exercise, Owner.current())
        self._containers: list[Container] = []
        self._images: list[str] = []
        self._volumes: list[Volume] = []
        self._folders: list[Path] = []
        self._ones: dict[Any, Closing] = {}

    @property
    def shown_folder(self) -> str:
        """The folder as a person would type it."""
        return self.shown(self.folder)

    def shown(self, folder: Path) -> str:
        """Return a folder as a person would type it; a copy of ours is shown as what it was copied from."""
        if not folder.is_relative_to(self.folder):
            copy = next((one for one in self._folders if folder.is_relative_to(one / self.exercise)), None)
            folder = self.folder / folder.relative_to(copy / self.exercise) if copy else self.folder
        with suppress(ValueError):
            folder = folder.relative_to(Path.cwd())
        return shlex.quote(folder.as_posix())

    def holds(self, container: Container) -> Container:
        """Take a container into care."""
        self._containers.append(container)
        return container

    def holds_image(self, image: str) -> str:
        """Take an image into care."""
        self._images.append(image)
        return image

    def new_volume(self) -> Volume:
        """Return a new empty volume that goes away with the attempt."""
        volume = Volume(self.labels)
        self._volumes.append(volume)
        return volume

    def one(self, kind: "Callable[[Attempt], One]") -> One:
        """Return the one thing of a kind that this attempt has: made when it is first asked for, closed at its end."""
        if kind not in self._ones:
            self._ones[kind] = kind(self)
        return cast("One", self._ones[kind])

    def new_folder(self) -> Path:
        """Return a new empty folder that goes away with the attempt."""
        WORKSPACES.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{self.run}-", dir=WORKSPACES))
        self._folders.append(folder)
        return folder

    def copy(self) -> Workspace:
        """Return a copy of the learner's folder, to change it."""
        return Workspace(self.folder, self.new_folder() / self.exercise)

    def __enter__(self) -> Self:
        """Return the attempt."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove all it holds; what an engine that has gone keeps is swept at the next run."""
        for one in self._ones.values():
            with suppress(EnvironmentFault):
                one.close()
        with suppress(EnvironmentFault):
            self._remove_all()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_all(self) -> None:
        if self._containers:
            with ThreadPoolExecutor(min(8, len(self._containers))) as pool:
                list(pool.map(Container.remove, self._containers))
        for volume in self._volumes:
            volume.remove()
        for image in self._images:
            remove_image(image)
