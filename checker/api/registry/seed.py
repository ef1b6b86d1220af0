"""The layers of the course's base image as a registry stores them, kept, so that nobody compresses them twice.

A push asks the registry for each large layer first, and sends only those that it does not have. Compressing the base
image takes longer than all the rest of a release; a registry that already holds its layers, as an organisation's does
after its first day, is asked and answers.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from checker.api.registry.client import RegistryClient
from checker.engine.archive import archive_of
from checker.engine.client import engine_id
from checker.engine.container import Container
from checker.engine.image import diff_ids
from checker.engine.images import pushed
from checker.engine.lock import only_one
from checker.errors import EnvironmentFault
from checker.places import STATE
from checker.versions import image

FOLDER = STATE / "registry"
#: Bytes, compressed, under which a layer is pushed at once; the engine looks for large ones only.
SMALL = 1_000_000

_ROOT = "var/lib/registry/docker/registry/v2"
_WAREHOUSE = "warehouse"


def layers() -> Path:
    """Return the folder of the base image's layers, each a tar archive named by its digest; it may not exist yet.

    The engine remembers the digests of what it has pushed, so each engine has a folder of its own.
    """
    name = hashlib.sha256(" ".join([engine_id(), *diff_ids(image("python"))]).encode()).hexdigest()
    return FOLDER / f"layers-{name[:16]}"


def sow(container: Container, repository: str, folder: Path) -> None:
    """Put layers into the store of a registry that is not started yet, as belonging to a repository without a tag."""
    for path in sorted(folder.glob("*.tar")):
        with path.open("rb") as layer:
            container.unpack_in(layer)
        link = f"{_ROOT}/repositories/{repository}/_layers/sha256/{path.stem}/link"
        container.unpack_in(archive_of(link, f"sha256:{path.stem}".encode()))


def harvest(client: RegistryClient, address: str, say: Callable[[str], None]) -> None:
    """Keep the layers of the base image, once for this machine: push it to a registry of ours and read them there."""
    folder = layers()
    with only_one(FOLDER / "lock", say, doing="preparing the registry"):
        if folder.is_dir():
            return
        say("preparing the registry, once")
        # Not every engine pushes every image that it has pulled. Without these layers all is slower, and as right.
        with suppress(EnvironmentFault), pushed(image("python"), f"{address}/{_WAREHOUSE}:base"):
            found = client.image(_WAREHOUSE, "base")
            _keep(client, [layer.digest for layer in found.layers if layer.size > SMALL] if found else [], folder)


def _keep(client: RegistryClient, digests: Iterable[str], folder: Path) -> None:
    fresh = folder.with_suffix(".new")
    fresh.mkdir(parents=True, exist_ok=True)
    for digest in (one.removeprefix("sha256:") for one in digests):
        place = f"{_ROOT}/blobs/sha256/{digest[:2]}/{digest}/data"
        (fresh / f"{digest}.tar").write_bytes(archive_of(place, client.blob(_WAREHOUSE, f"sha256:{digest}")))
    fresh.rename(folder)
