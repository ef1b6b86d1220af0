"""The Python packages that an image's own layers hold, as their installers recorded them."""

from pathlib import PurePosixPath

from checker.api.image import Image

#: Written by installers beside what no index gave, and what stands in it where that was a folder, such as the learner's
#: own project: a file of a wheel is a package like any other.
_NO_INDEX = "/direct_url.json"
_FROM_A_FOLDER = b'"dir_info"'


def installed_packages(image: Image) -> dict[str, set[str]]:
    """Return layer digest to the packages (`flask-3.1.3`) that were installed into it, the learner's own left out."""
    records = [file for file in image.own_files if ".dist-info/" in file.path]
    named = [file for file in records if file.path.endswith(_NO_INDEX)]
    own = {str(PurePosixPath(file.path).parent) for file in named if _FROM_A_FOLDER in file.contents}
    found: dict[str, set[str]] = {}
    for file in records:
        folder = PurePosixPath(file.path).parent
        if file.path.endswith("/METADATA") and str(folder) not in own:
            found.setdefault(image.layer_of(file), set()).add(folder.name.removesuffix(".dist-info"))
    return found
