"""Build a second time, later: nothing cached, and a newer release of every package about."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.later import releases
from checker.api.later.bases import base_images
from checker.api.packages import installed_packages, present_packages
from checker.api.setting import BuildOptions
from checker.engine.build import Recipe, build
from checker.engine.images import tag
from checker.versions import image as course_image

#: What installs and builds other packages: it comes and goes, and the service does not import it.
TOOLS = {
    "build", "editables", "flit-core", "hatchling", "packaging", "pathspec", "pip", "pip-tools", "pluggy",
    "poetry-core", "pyproject-hooks", "setuptools", "trove-classifiers", "uv", "wheel",
}  # fmt: skip

#: What tools run on: their newer releases have to work.
_NEEDED_BY_TOOLS = ("click", "packaging")

_NEWER = "/wheelhouse"

#: The kit's base has such a folder and names it already; the official one gets both here.
_DOCKERFILE = f"""\
ARG BASE
FROM {course_image("python")} AS newer
COPY releases.py /
RUN ["python", "/releases.py", "/newer", {", ".join(f'"{name}"' for name in _NEEDED_BY_TOOLS)}]
FROM ${{BASE}}
COPY --from=newer /newer {_NEWER}
COPY newer {_NEWER}
ENV PIP_FIND_LINKS={_NEWER} UV_FIND_LINKS={_NEWER}
"""

Packages = dict[str, str]


def package_versions(image: Image) -> Packages:
    """Return name to version of the packages that an image adds to its base, tools left out; `1.0 and 2.0` for two.

    A version that a later layer replaces is left out; a package of which only the record is deleted is not.
    """
    found = _versions(set().union(*installed_packages(image).values())) | _versions(present_packages(image))
    return {name: " and ".join(sorted(versions)) for name, versions in found.items() if name not in TOOLS}


def _versions(entries: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries:
        name, _, version = entry.rpartition("-")
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


def build_later(image: Image) -> Image:
    """Return the image that its folder makes later, from nothing cached and on bases with newer releases about.

    Raises Failure where that build fails.
    """
    attempt = image.attempt
    bases = base_images(image)
    there = package_versions(image)
    newer = [
        (name, version)
        for name in sorted({*there} - {*_NEEDED_BY_TOOLS})
        for version in sorted({later for one in there[name].split(" and ") for later in releases.newer_than(one)})
    ]
    with ThreadPoolExecutor(max(1, len(bases))) as pool:
        made = list(pool.map(lambda base: _later_base(attempt, base, newer), bases))
    contexts = {base: f"docker-image://{name}" for base, name in zip(bases, made, strict=True)}
    try:
        return Image.build(attempt, options=BuildOptions(no_cache=True, contexts=contexts, by_hand="--no-cache"))
    except Failure as error:
        raise Failure(
            f"The second build fails, with newer releases of the packages about. {error.summary}",
            expected="a build that does later what it did the first time",
            seen=error.seen,
            evidence=error.evidence,
        ) from error


def _later_base(attempt: Attempt, base: str, newer: list[tuple[str, str]]) -> str:
    """Return the name of an image that is a base with the newer releases of packages in it."""
    folder = attempt.new_folder()
    (folder / "Dockerfile").write_text(_DOCKERFILE, encoding="utf-8")
    shutil.copyfile(releases.__file__, folder / "releases.py")
    (folder / "newer").mkdir()
    for package, version in newer:
        releases.write_empty(package, folder / "newer", version)
    made = build(Recipe(folder, attempt.labels, build_args={"BASE": base}), attempt.say)
    name = f"shipyourmodel-later:{attempt.run}-{folder.name.rpartition('-')[2]}"
    tag(made.image, [name])
    return attempt.holds_image(name)
