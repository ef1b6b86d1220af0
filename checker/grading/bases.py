"""The base images that a run needs: those of the course that its Dockerfiles name, made to exist before it starts."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from checker.engine.images import present
from checker.kit import ensure
from checker.kit.recipe import known
from checker.versions import image as base_image

#: Bytes above which a file is no Dockerfile.
LARGEST = 1_000_000

_FROM = re.compile(
    r"^\s*(?:FROM\s+(?:--\S+\s+)*|COPY\s.*--from=|RUN\s.*--mount=\S*from=)(?P<reference>[^\s,]+)",
    re.IGNORECASE | re.MULTILINE,
)
_STAGE = re.compile(r"^\s*FROM\s.*\sAS\s+(\S+)", re.IGNORECASE | re.MULTILINE)
#: What the engine takes for the name of an image.
_NAME = re.compile(r"[a-z0-9]+(?:[._/:-]+[a-zA-Z0-9]+)*(?:@sha256:[0-9a-f]{64})?")


def named(folders: Iterable[Path]) -> list[str]:
    """Return the course's Python image, and whatever a Dockerfile in these folders may take for an image's name."""
    found = {base_image("python")}
    for folder in folders:
        path = folder / "Dockerfile"
        if path.is_file() and path.stat().st_size < LARGEST:
            found |= _images(path.read_text(encoding="utf-8", errors="replace"))
    return sorted(found)


def _images(dockerfile: str) -> set[str]:
    """Return what a Dockerfile may take for an image's name: no stage of its own, by name or by number."""
    stages = {name.lower() for name in _STAGE.findall(dockerfile)} | {"scratch"}
    asked = _FROM.findall(dockerfile)
    return {name for name in asked if _NAME.fullmatch(name) and name not in stages and not name.isdecimal()}


def prepare(folders: Iterable[Path], say: Callable[[str], None]) -> str:
    """Make the base images exist and return their names and ids as one text.

    Raises EngineUnavailable, and EnvironmentFault where a base of the course can neither be pulled nor built.
    """
    references = named(folders)
    found = present(references)
    if any(known(reference) and reference not in found for reference in references):
        ensure(references, say)
        found = present(references)
    return " ".join(f"{reference}={image.id}" for reference, image in sorted(found.items()))
