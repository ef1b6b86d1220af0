"""A registry for one attempt: on a free port, read over its HTTP API, pulled from, removed with all its images."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.registry.client import Pushed, RegistryClient
from checker.api.registry.contents import Contents, read_sums
from checker.api.registry.seed import harvest, layers, sow
from checker.api.setting import EVERYWHERE, LOOPBACK
from checker.deadline import wait_for
from checker.engine.container import Container
from checker.engine.image import remove_image
from checker.engine.images import architecture, named_like, pull
from checker.engine.plan import Plan
from checker.errors import EnvironmentFault
from checker.versions import image

#: The port that a registry listens on in its container, and where it stores.
PORT = 5000
STORE = "/var/lib/registry"
#: Seconds for its first answer and for reading every byte of the store: no learner's work is measured by them.
READY = 60.0
READING = 60.0


class Registry:
    """A registry that runs. `address` is what stands before the name of an image in it: `localhost:32768`."""

    def __init__(self, attempt: Attempt, host: str = LOOPBACK, *, repository: str = "") -> None:
        """Start one without a tag, and wait until it answers. Raises EnvironmentFault where it does not.

        Layers of the course's base image lie in it already, as those of `repository`: see `seed`.
        """
        self._attempt = attempt
        publish_on = host if host == LOOPBACK else EVERYWHERE
        plan = Plan(image("registry"), attempt.labels, port=PORT, publish_on=publish_on)
        self._container = attempt.holds(Container(plan))
        if repository:
            sow(self._container, repository, self._layers(host))
        self._container.start()
        self.address = f"localhost:{self._container.host_port}"
        self._client = RegistryClient(host, self._container.host_port)
        if not wait_for(lambda: self._client.answers() or None, READY):
            raise EnvironmentFault(f"The local registry did not start: {self._container.output()[-500:]}")

    def _layers(self, host: str) -> Path:
        """Return the folder of the base image's layers, made with a registry that is empty where it is missing."""
        folder = layers()
        if not folder.is_dir():
            with Registry(self._attempt, host) as empty:
                harvest(empty._client, empty.address, self._attempt.say)
        return folder

    def repositories(self) -> list[str]:
        """Return the names of its repositories that have a tag."""
        return [name for name in self._client.repositories() if self.tags(name)]

    def tags(self, repository: str) -> dict[str, str]:
        """Return tag to digest of a repository."""
        return self._client.tags(repository)

    def image(self, repository: str, reference: str) -> Pushed | None:
        """Return the image behind a tag or a digest, None where there is none."""
        return self._client.image(repository, reference, architecture())

    def tag(self, repository: str, reference: str, name: str) -> None:
        """Give an image that it has one more tag, as another user of it does."""
        self._client.tag(repository, reference, name)

    def contents(self) -> Contents:
        """Return all that it stores now: two moments are equal only where not one byte has changed."""
        tags = {name: self.tags(name) for name in self.repositories()}
        for name, named in tags.items():
            for tag in named:
                self._client.ask_plainly(name, tag)
        sums = self._container.execute("find", STORE, "-type", "f", "-exec", "sha256sum", "{}", "+", seconds=READING)
        if not sums.ok:
            raise EnvironmentFault(f"The local registry's storage cannot be read: {sums.err[-500:]}")
        return Contents(tags, read_sums(sums.out))

    def pull(self, repository: str, digest: str) -> Image:
        """Return an image that the engine has fetched from it by digest. Raises Failure where it has none."""
        reference = f"{self.address}/{repository}@{digest}"
        by_hand = f"docker pull -q {self.shown(reference)}"
        if not pull(reference, self._attempt.say):
            raise Failure(
                "The registry does not give the image that the digest names.",
                expected=f"an image behind {self.shown(reference)}",
                seen=str(self.contents()),
                reproduce=by_hand,
            )
        return Image(self._attempt, self._attempt.holds_image(reference), (), by_hand)

    def shown(self, text: str) -> str:
        """Return a text with the address that a person has where ours stands in it."""
        return text.replace(self.address, f"localhost:{PORT}")

    def forget(self) -> None:
        """Let the engine forget its images' names, as another machine has never heard of them."""
        for reference in named_like(f"{self.address}/"):
            remove_image(reference)

    def close(self) -> None:
        """Remove what the engine holds of its images, and the registry itself."""
        self._client.close()
        self.forget()
        self._container.remove()

    def __enter__(self) -> Self:
        """Return the registry."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


@contextmanager
def nobody_there() -> Iterator[str]:
    """Give the address of a registry that is down: the port is held, and nobody listens on it."""
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        yield f"localhost:{held.getsockname()[1]}"
