"""The learner's folder as a compose file may name it: nothing outside of it, and nothing through a link."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checker.compose.node import Node
from checker.compose.problem import Problem

#: Bytes of a settings or configuration file that we read.
LARGEST = 256 * 1024

_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_INSIDE = "a path of this folder, such as `./settings.env`"


@dataclass(frozen=True)
class Folder:
    """The folder that holds the compose file."""

    top: Path

    def path(self, node: Node, name: str | None = None, *, below: str = "") -> str:
        """Return a path that a value names, relative to the top. Raises Problem where it leads out of the folder."""
        name = node.text() if name is None else name
        if name.startswith(("/", "~")) or _DRIVE.match(name):
            node.refuse("a path of the machine: it is another one wherever else this file runs", _INSIDE)
        parts: list[str] = []
        for part in PurePosixPath(below, name.replace("\\", "/")).parts:
            if part == ".." and not parts:
                node.refuse("a path that leads out of this folder", _INSIDE)
            parts = parts[:-1] if part == ".." else [*parts, part]
        self._expect_no_link(node, parts)
        return "/".join(parts)

    def _expect_no_link(self, node: Node, parts: list[str]) -> None:
        here = self.top
        for part in parts:
            here /= part
            if here.is_symlink():
                node.refuse(f"`{here.relative_to(self.top)}` is a link, and may lead out of this folder", _INSIDE)

    def text(self, node: Node, name: str | None = None) -> str:
        """Return the text of a file that a value names. Raises Problem where there is none."""
        path = self.path(node, name)
        try:
            return self.file(path)
        except Problem as problem:
            node.refuse(problem.why, problem.instead)

    def file(self, path: str) -> str:
        """Return the text of a file by its path. Raises Problem, without a place, where it cannot be read as text."""
        where = self.top / path
        if where.is_symlink():
            raise Problem(f"`{path}` is a link, and may lead out of this folder", instead="the file itself")
        if not where.is_file():
            there = ", ".join(sorted(item.name for item in self.top.iterdir()))
            raise Problem(f"there is no file `{path}`", instead=f"a file that is there: {there}")
        if where.stat().st_size > LARGEST:
            raise Problem(f"`{path}` is too large", instead=f"a file of {LARGEST // 1024} KiB at most")
        try:
            return where.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise Problem(f"`{path}` is not a text in UTF-8", instead="a file that is saved as UTF-8") from None

    def holds(self, path: str) -> bool:
        """Return whether a file, and no link, is there."""
        where = self.top / path
        return where.is_file() and not where.is_symlink()
