"""The files of an image with their owners and modes, as a container sees them before it starts."""

import io
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from checker.engine.client import client, translated
from checker.engine.container import Container

_CHUNK = 1 << 20

#: Who has which number stands there.
_TABLES = ("/etc/passwd", "/etc/group")


@dataclass(frozen=True)
class Node:
    """A regular file or a folder: its path, its mode as `os.stat` gives it, its owner's and its group's number."""

    path: str
    mode: int
    uid: int
    gid: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)


@dataclass(frozen=True)
class Tree:
    """All regular files and folders, folders before what is in them, and the tables of users and groups."""

    nodes: tuple[Node, ...]
    passwd: str
    group: str


def read_tree(container: Container) -> Tree:
    """Return the files of a container: merged from its image's layers, without its volumes."""
    nodes: list[Node] = []
    tables = dict.fromkeys(_TABLES, "")
    with translated():
        stream = io.BufferedReader(_Raw(client().export(container.id, chunk_size=_CHUNK)), _CHUNK)
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
            for member in archive:
                path = "/" + member.name.removeprefix("./").strip("/")
                if member.isdir() or member.isfile() or member.islnk():
                    kind = stat.S_IFDIR if member.isdir() else stat.S_IFREG
                    nodes.append(Node(path, kind | member.mode, member.uid, member.gid))
                if path in tables and (held := archive.extractfile(member)):
                    tables[path] = held.read().decode("utf-8", "replace")
    return Tree(tuple(nodes), *tables.values())


class _Raw(io.RawIOBase):
    """The chunks of a download as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # bytes-like, as ours is
        data = self._rest or next(self._chunks, b"")
        taken = data[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = data[len(taken) :]
        return len(taken)
