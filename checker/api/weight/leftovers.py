"""What work leaves behind in an image's layers, and what of it a container sees."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from checker.api.image import Image
from checker.engine.layers import LayerFile

#: What installers leave behind, as patterns of paths in an image.
DOWNLOADS = (
    "*/.cache/pip/*", "*/.cache/uv/*", "*/CACHEDIR.TAG", "*.whl", "/var/lib/apt/lists/*_Packages*",
    "/var/cache/apt/archives/*.deb",
)  # fmt: skip

#: Programs that compile C.
COMPILERS = (
    "*/bin/*gcc", "*/bin/*gcc-[0-9]*", "*/bin/*g++*", "*/bin/cc", "*/bin/c++", "*/bin/*clang*", "*/bin/tcc",
    "*/cc1", "*/cc1plus",
)  # fmt: skip

#: What Python itself and the kit's base carry.
_BUNDLED = ("*/ensurepip/_bundled/*", "/usr/share/python-wheels/*", "/wheelhouse/*")

#: uv marks its cache with such a file, and each environment that it makes too.
_CACHE_MARK, _ENVIRONMENT = "/CACHEDIR.TAG", "/pyvenv.cfg"

_DELETED = ".wh."
_ALL_DELETED = ".wh..wh..opq"


def leftovers(image: Image, patterns: Iterable[str]) -> list[str]:
    """Return the paths of files in the image's own layers that match one of the patterns, deleted later or not."""
    wanted = tuple(patterns)
    marks = {file.path.replace(_ENVIRONMENT, _CACHE_MARK) for file in image.own_files if _ENVIRONMENT in file.path}
    found = [file.path for file in image.own_files if file.size and _matches(file.path, wanted)]
    return [path for path in found if path not in marks]


def present(image: Image, patterns: Iterable[str]) -> list[str]:
    """Return the paths in the image's own layers that match and that a container sees: no later layer deletes them."""
    wanted = tuple(patterns)
    deleted = dict(_deletions(image.own_files))
    found = [file for file in image.own_files if _matches(file.path, wanted)]
    return sorted(file.path for file in found if not _is_deleted(file, deleted))


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    found = any(fnmatch(path, one) for one in patterns)
    return found and not any(fnmatch(path, one) for one in _BUNDLED)


def _deletions(files: Iterable[LayerFile]) -> Iterator[tuple[str, int]]:
    """Yield what a layer's marks delete from those below it, and the layer's place: the highest last."""
    for file in sorted(files, key=lambda one: one.layer):
        where, _, name = file.path.rpartition("/")
        if name == _ALL_DELETED:
            yield f"{where}/", file.layer
        elif name.startswith(_DELETED):
            yield f"{where}/{name.removeprefix(_DELETED)}", file.layer


def _is_deleted(file: LayerFile, deleted: dict[str, int]) -> bool:
    """Return whether a file is such a mark, or a higher layer deletes it or a folder that it lies in."""
    path = PurePosixPath(file.path)
    if path.name.startswith(_DELETED):
        return True
    folders = (str(parent) for parent in path.parents)
    covers = [file.path, *(form for folder in folders for form in (folder, f"{folder.rstrip('/')}/"))]
    return any(deleted.get(one, -1) > file.layer for one in covers)
