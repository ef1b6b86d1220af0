"""Read an image's layers, file by file, from the stream of `docker save`: what a later layer deletes is there too."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from checker.engine.client import client, translated
from checker.engine.image import diff_ids


@dataclass(frozen=True)
class LayerFile:
    """A file in a layer: the layer's place among those above the base, its path, its contents."""

    layer: int
    path: str
    contents: bytes


class _Stream:
    """The chunks of a download as the file object that tarfile reads."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int) -> bytes:
        parts = [self._rest]
        have = len(self._rest)
        while have < size and (chunk := next(self._chunks, b"")):
            parts.append(chunk)
            have += len(chunk)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]


def files_above(image: str, below: int) -> Iterator[LayerFile]:
    """Yield the files of each layer of an image except the lowest `below` ones, deleted later or not."""
    wanted = {digest.removeprefix("sha256:"): place for place, digest in enumerate(diff_ids(image)[below:])}
    with translated():
        stream = _Stream(client().get_image(image, chunk_size=1 << 20))
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as saved:
            for member in saved:
                name = member.name.rpartition("/")[2]
                contents = saved.extractfile(member) if member.isfile() else None
                if contents and name in wanted:
                    yield from _files(wanted.pop(name), contents)
                if not wanted:
                    return


def _files(layer: int, archive: IO[bytes]) -> Iterator[LayerFile]:
    with tarfile.open(fileobj=archive, mode="r|") as files:
        for member in files:
            contents = files.extractfile(member) if member.isfile() else None
            yield LayerFile(layer, "/" + member.name.removeprefix("./"), contents.read() if contents else b"")
