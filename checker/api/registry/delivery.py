"""A run of a learner's script that delivers an image to a registry: how it ended, and which digest it hands on."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NoReturn, Self

from checker.api.registry.registry import PORT
from checker.api.scripts.ran import Ran


@dataclass(frozen=True)
class Delivery:
    """What a script did that was to deliver an image to `repository`, such as `localhost:32768/penguin-id`."""

    ran: Ran
    repository: str

    @classmethod
    def of(cls, ran: Ran, repository: str) -> Self:
        """Return what a run delivered; done by hand it happens in the script's folder, with a person's own registry."""
        script = PurePosixPath(ran.shown)
        command = ran.reproduce.replace(ran.shown, script.name)
        command = command.replace(repository.partition("/")[0], f"localhost:{PORT}")
        return cls(replace(ran, reproduce=f"(cd {script.parent} && {command})"), repository)

    @property
    def digest(self) -> str:
        """The digest of the last address by digest that the script printed; empty where it printed none."""
        found = re.findall(rf"{re.escape(self.repository)}@(sha256:[0-9a-f]{{64}})", self.ran.output)
        return str(found[-1]) if found else ""

    def expect_digest(self, digest: str) -> None:
        """Raise a Failure unless the script hands on the address by the digest that the registry knows."""
        said = self.digest
        if said != digest:
            what = "prints a digest that is not the registry's" if said else "prints no address by digest"
            seen = f"{self.repository}@{said}" if said else "output without such an address"
            self._fail(what, f"{self.repository}@{digest}", seen)

    def expect_refused(self, when: str) -> None:
        """Raise a Failure unless the script ended with a status other than 0, with a message, and without a digest."""
        self.ran.expect_failure(when)
        if not self.ran.output.strip():
            self._fail(f"says nothing {when}", "a message that says what is wrong", "no output")
        if self.digest:
            self._fail(f"hands on an address by digest {when}", "no such address", f"{self.repository}@{self.digest}")

    def _fail(self, what: str, expected: str, seen: str) -> NoReturn:
        self.ran.fail(f"{self.ran.shown} {what}.", expected=expected, seen=seen)
