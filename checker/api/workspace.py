"""A copy of the learner's folder, to change: nothing is ever written through a link, so nothing outside it changes."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


class Workspace:
    """A copy of a folder. Paths are relative to its top; links in it stay links and are not followed."""

    def __init__(self, source: Path, folder: Path) -> None:
        """Copy `source` to `folder`, which does not exist yet."""
        shutil.copytree(source, folder, symlinks=True)
        self.folder = folder

    def files(self, pattern: str) -> Iterator[Path]:
        """Yield the regular files whose names match a pattern, at any depth, in the order of their paths."""
        for path in sorted(self.folder.rglob(pattern)):
            if path.is_file() and not self._linked(path):
                yield path

    def add(self, name: str, contents: bytes) -> bool:
        """Write a new file, unless something stands in its way; return whether it was written."""
        path = self.folder / PurePosixPath(name)
        if self._taken(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        return True

    def replace(self, name: str, contents: bytes) -> None:
        """Write a file at the top; a link or a folder there gives way, and what a link leads to stays as it is."""
        path = self.folder / name
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        path.touch()
        self.rewrite(path, contents)

    @staticmethod
    def rewrite(path: Path, contents: bytes) -> None:
        """Write over a file that `files` yields, also over one that its owner may only read; its mode stays."""
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IWUSR)
        path.write_bytes(contents)
        path.chmod(mode)

    def _linked(self, path: Path) -> bool:
        """Return whether a path is a link, or lies behind one."""
        inside = [path, *path.parents][: len(path.relative_to(self.folder).parts)]
        return any(one.is_symlink() for one in inside)

    def _taken(self, path: Path) -> bool:
        """Return whether a file cannot be made here: it exists, or what is no folder is on the way to it."""
        if path.exists() or path.is_symlink():
            return True
        parents = [one for one in path.parents if one.is_relative_to(self.folder)]
        return any(one.is_symlink() or (one.exists() and not one.is_dir()) for one in parents)
