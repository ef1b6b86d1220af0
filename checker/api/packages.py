"""The Python packages that an image's own layers hold, as their installers recorded them."""

import json
from pathlib import PurePosixPath

from checker.api.image import ORIGIN, Image
from checker.api.weight.leftovers import present

_RECORD = ".dist-info"


def installed_packages(image: Image) -> dict[str, set[str]]:
    """Return layer digest to the packages (`flask-3.1.3`) that were installed into it, the learner's own left out."""
    records = [file for file in image.own_files if f"{_RECORD}/" in file.path]
    own = {str(PurePosixPath(file.path).parent) for file in records if _from_a_folder(file.path, file.contents)}
    found: dict[str, set[str]] = {}
    for file in records:
        folder = PurePosixPath(file.path).parent
        if file.path.endswith("/METADATA") and str(folder) not in own:
            found.setdefault(image.layer_of(file), set()).add(folder.name.removesuffix(_RECORD))
    return found


def present_packages(image: Image) -> set[str]:
    """Return what of them a container sees: no later layer takes it away, or puts another version in its place."""
    seen = present(image, [f"*{_RECORD}/METADATA"])
    names = {PurePosixPath(path).parent.name.removesuffix(_RECORD) for path in seen}
    return names & set().union(*installed_packages(image).values())


def _from_a_folder(path: str, contents: bytes) -> bool:
    """Return whether a file records that a package came from a folder: the learner's own. A wheel may be anybody's."""
    if not path.endswith(f"/{ORIGIN}"):
        return False
    try:
        origin = json.loads(contents)
    except (ValueError, RecursionError):
        return False
    return isinstance(origin, dict) and "dir_info" in origin
