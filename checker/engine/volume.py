"""A named volume: made, written and read through a container that is never started, removed."""

import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath

from docker.errors import NotFound

from checker.engine.archive import archive_of, files_of
from checker.engine.client import client, translated
from checker.engine.container import Container
from checker.engine.plan import Plan
from checker.engine.unbroken import unbroken
from checker.versions import image

#: Where the container that is never started sees it.
INSIDE = PurePosixPath("/volume")


class Volume:
    """A named volume that exists; it is empty until somebody writes to it."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        """Make it under a name that nobody else has."""
        self._labels = labels
        self.name = f"shipyourmodel-{secrets.token_hex(6)}"
        with unbroken(), translated():
            client().create_volume(self.name, labels=dict(labels))

    @cached_property
    def _door(self) -> Container:
        """A container of the course's base image that reaches it, never started."""
        plan = Plan(image("python"), self._labels, command=("true",), volumes={self.name: (str(INSIDE), False)})
        return Container(plan)

    def write(self, path: str, contents: bytes, *, mode: int = 0o644, uid: int = 0) -> None:
        """Put a file into it, at a path relative to its top, with this owner and group."""
        with translated():
            client().put_archive(self._door.id, str(INSIDE), archive_of(path, contents, mode=mode, uid=uid))

    def files(self) -> dict[str, bytes]:
        """Return its regular files: path relative to its top, to contents."""
        with translated():
            pieces, _ = client().get_archive(self._door.id, f"{INSIDE}/.")
            found = files_of(pieces)
        return {str(PurePosixPath(path)): contents for path, contents in found.items()}

    def read(self, path: str) -> bytes | None:
        """Return what one of its files holds; None where it has no such file."""
        return self.files().get(path)

    def remove(self) -> None:
        """Remove it, once the containers that use it are gone."""
        if "_door" in self.__dict__:
            self._door.remove()
        with translated():
            try:
                client().remove_volume(self.name, force=True)
            except NotFound:
                return
