"""The crate of exercise 02: built from its shipment, started, and read on the engine that grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.service import Service
from checker.api.setting import Setting
from checker.api.shipping.shipment import Shipment
from checker.engine.image import history, inspect_image
from checker.errors import EnvironmentFault
from checker.versions import image as base_image

_SHELLS = {"sh", "dash", "bash"}
_PYTHON = {"python"}


@dataclass(frozen=True)
class Crate:
    """A shipment's image, and a container of it that serves. What is asked about them is asked of the engine."""

    shipment: Shipment
    image: Image
    service: Service

    @classmethod
    def open(cls, attempt: Attempt, shipment: Shipment, host: str) -> "Crate":
        """Build the image and start a container. Raises EnvironmentFault: what is ours is not the learner's fault."""
        folder = attempt.new_folder()
        shipment.write(folder, base_image("python"))
        try:
            image = Image.build(attempt, folder)
            service = image.serve(host, Setting(port=shipment.ports[1])).expect_answering()
        except Failure as failure:
            said = " ".join(failure.message.split())
            raise EnvironmentFault(
                f"The crate of shipment {shipment.number} cannot be opened here: {said} Type: nox -s doctor"
            ) from failure
        return cls(shipment, image, service)

    @property
    def user(self) -> str:
        """The image's USER."""
        return str(self.image.config["User"])

    @property
    def entrypoint(self) -> list[str]:
        """The image's ENTRYPOINT."""
        return list(self.image.config["Entrypoint"])

    @property
    def command(self) -> list[str]:
        """The image's CMD."""
        return list(self.image.config["Cmd"])

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The image's environment variables."""
        return dict(entry.split("=", 1) for entry in self.image.config["Env"])

    @cached_property
    def first_process(self) -> list[str]:
        """The command line of process 1 in the container."""
        read = self.service.execute("python", "-c", "print(open('/proc/1/cmdline').read(), end='')")
        return read.output.rstrip("\0").split("\0")

    def is_first(self, word: str) -> bool:
        """Return whether a word names process 1: its program, or the script that its program runs."""
        program = _name(self.first_process[0])
        scripts = self.first_process[1:2] if program in _SHELLS | _PYTHON else []
        return _name(word) in {program, *map(_name, scripts)}

    def runs(self, word: str) -> bool:
        """Return whether a word names a program that the crate starts at all, first or not."""
        return _name(word) in {_name(self.entrypoint[0]), "keeper"} | _SHELLS | _PYTHON

    @cached_property
    def added(self) -> int:
        """The bytes of the layers that the crate adds to its base image."""
        rows = history(self.image.id)
        return sum(row["Size"] for row in rows[: len(rows) - len(history(base_image("python")))])

    @cached_property
    def whole(self) -> int:
        """The bytes of the whole image, as its engine counts them."""
        return int(inspect_image(self.image.id)["Size"])


def _name(word: str) -> str:
    """Return a program's name without its folder, version and ending: `python` for `/usr/local/bin/python3.13`."""
    name = PurePosixPath(word).name.removesuffix(".py").removesuffix(".sh")
    return "python" if name.startswith("python") else name
