"""The images that a build starts from, as the builder found them, and whether their names say a version."""

import re

from checker.api.image import Image

_ASKED = re.compile(r"load metadata for (?P<reference>\S+)$")
_HOME = re.compile(r"^(?:docker\.io/)?(?:library/)?")
_PYTHON_TAG = re.compile(r"\d+\.\d+")

#: Parts of a tag that name a flavour, or whatever is newest, and no version.
_NO_VERSION = {
    "alpine", "current", "dev", "edge", "full", "latest", "lts", "main", "master", "minimal", "nightly", "oldstable",
    "rolling", "slim", "stable", "testing", "unstable",
}  # fmt: skip


def base_images(image: Image) -> list[str]:
    """Return what the `FROM`s of a build name, arguments filled in, in the short form: `python:3.13-slim`.

    Images that only `COPY --from` takes something out of are left out.
    """
    asked = [match["reference"] for step in image.steps if (match := _ASKED.search(step.name))]
    words = [step.instruction.split() for step in image.steps if step.instruction.startswith("FROM ")]
    # The builder adds the digest that it has found to the name.
    used = {name for _, reference, *_ in words for name in (reference, reference.partition("@")[0])}
    return sorted({_HOME.sub("", reference) for reference in asked if reference in used})


def names_a_version(reference: str) -> bool:
    """Return whether an image's name has a digest, or a tag that says its version: for Python two numbers of it."""
    name, _, digest = reference.partition("@")
    repository, _, tag = name.rpartition("/")[2].partition(":")
    if digest:
        return True
    if repository == "python":
        return bool(_PYTHON_TAG.match(tag))
    return bool(re.search(r"\d", tag)) or bool(set(tag.split("-")) - _NO_VERSION - {""})
