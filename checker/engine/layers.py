"""Read an image's layers, file by file, from the stream of `docker save`: what a later layer deletes is there too."""

import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

from checker.engine.client import client, translated
from checker.engine.image import diff_ids

#: Files whose contents are kept: small ones that installers write.
KEPT = ("direct_url.json",)

#: Bytes that are looked at together: a file of any size needs no more memory than this.
CHUNK = 1 << 20


@dataclass(frozen=True)
class LayerFile:
    """A file in a layer: the layer's place among those asked for, its path, its size, and the marks found in it.

    What it holds comes with it where its name is one of KEPT.
    """

    layer: int
    path: str
    size: int
    marks: frozenset[bytes]
    contents: bytes = b""


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


def files_above(image: str, below: int, marks: Sequence[bytes] = ()) -> Iterator[LayerFile]:
    """Yield the files of each layer of an image except the lowest `below` ones, deleted later or not.

    `marks` are looked for in the contents, the path and the target of a link.
    """
    wanted = {digest.removeprefix("sha256:"): place for place, digest in enumerate(diff_ids(image)[below:])}
    with translated():
        stream = _Stream(client().get_image(image, chunk_size=CHUNK))
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as saved:
            for member in saved:
                name = member.name.rpartition("/")[2]
                contents = saved.extractfile(member) if member.isfile() else None
                if contents and name in wanted:
                    yield from _files(wanted.pop(name), contents, marks)
                if not wanted:
                    return


def _files(layer: int, archive: IO[bytes], marks: Sequence[bytes]) -> Iterator[LayerFile]:
    with tarfile.open(fileobj=archive, mode="r|") as files:
        for member in files:
            path = "/" + member.name.removeprefix("./")
            names = f"{path}\n{member.linkname}".encode("utf-8", "surrogateescape")
            found = {mark for mark in marks if mark in names}
            keep = path.endswith(KEPT) and member.size < CHUNK
            contents = files.extractfile(member) if member.isfile() and (marks or keep) else None
            kept = contents.read() if contents and keep else b""
            if contents and marks:
                found |= {mark for mark in marks if mark in kept} if keep else _found(contents, marks)
            yield LayerFile(layer, path, member.size if member.isfile() else 0, frozenset(found), kept)


def _found(contents: IO[bytes], marks: Sequence[bytes]) -> set[bytes]:
    """Return the marks in a file, read in chunks that overlap by the longest mark."""
    overlap = max(map(len, marks)) - 1
    found: set[bytes] = set()
    rest = b""
    while chunk := contents.read(CHUNK):
        window = rest + chunk
        found |= {mark for mark in marks if mark in window}
        rest = window[len(window) - overlap :] if overlap else b""
    return found
