"""Read an image's layers, file by file, from the stream of `docker save`: what a later layer deletes is there too."""

import io
import tarfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

from checker.engine.client import client, translated
from checker.engine.image import diff_ids

#: Bytes that are looked at together: a file of any size needs no more memory than this.
CHUNK = 1 << 20

#: Bytes of a file whose contents are kept; a longer one is none of those that anybody asks for.
SHORT = 1 << 14


@dataclass(frozen=True)
class LayerFile:
    """A file in a layer: the layer's place among those asked for, its path, its size, and the marks found in it."""

    layer: int
    path: str
    size: int
    marks: frozenset[bytes]
    contents: bytes = b""
    """What stands in it, where it has one of the names that were asked for."""


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


def files_above(image: str, below: int, marks: Sequence[bytes] = (), kept: Collection[str] = ()) -> Iterator[LayerFile]:
    """Yield the files of each layer of an image except the lowest `below` ones, deleted later or not.

    `marks` are looked for in the contents, the path and the target of a link. Files of the names in `kept` come with
    their contents.
    """
    wanted = {digest.removeprefix("sha256:"): place for place, digest in enumerate(diff_ids(image)[below:])}
    with translated():
        stream = _Stream(client().get_image(image, chunk_size=CHUNK))
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as saved:
            for member in saved:
                name = member.name.rpartition("/")[2]
                contents = saved.extractfile(member) if member.isfile() else None
                if contents and name in wanted:
                    yield from _files(wanted.pop(name), contents, marks, kept)
                if not wanted:
                    return


def _files(layer: int, archive: IO[bytes], marks: Sequence[bytes], kept: Collection[str]) -> Iterator[LayerFile]:
    with tarfile.open(fileobj=archive, mode="r|") as files:
        for member in files:
            path = "/" + member.name.removeprefix("./")
            names = f"{path}\n{member.linkname}".encode("utf-8", "surrogateescape")
            found = {mark for mark in marks if mark in names}
            short = path.rpartition("/")[2] in kept and member.size <= SHORT
            held = b""
            if contents := files.extractfile(member) if member.isfile() and (marks or short) else None:
                held = contents.read(SHORT) if short else b""
                found |= _found(io.BytesIO(held) if short else contents, marks)
            yield LayerFile(layer, path, member.size if member.isfile() else 0, frozenset(found), held)


def _found(contents: IO[bytes], marks: Sequence[bytes]) -> set[bytes]:
    """Return the marks in a file, read in chunks that overlap by the longest mark."""
    overlap = max(map(len, marks), default=1) - 1
    found: set[bytes] = set()
    rest = b""
    while chunk := contents.read(CHUNK):
        window = rest + chunk
        found |= {mark for mark in marks if mark in window}
        rest = window[len(window) - overlap :] if overlap else b""
    return found
