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

_FROM = re.compile(r"^\s*(?:FROM|COPY\s+--from=)\s*(?:--\S+\s+)*(?P<reference>[\w./:-]+)", re.IGNORECASE | re.MULTILINE)


def named(folders: Iterable[Path]) -> list[str]:
    """Return the course's Python image, and every one of the course's that a Dockerfile in these folders names."""
    found = {base_image("python")}
    for folder in folders:
        path = folder / "Dockerfile"
        if path.is_file() and path.stat().st_size < LARGEST:
            asked = _FROM.findall(path.read_text(encoding="utf-8", errors="replace"))
            found |= {reference for reference in asked if known(reference)}
    return sorted(found)


def prepare(folders: Iterable[Path], say: Callable[[str], None]) -> str:
    """Make the base images exist and return their names and ids as one text.

    Raises EngineUnavailable, and EnvironmentFault where a base of the course can neither be pulled nor built.
    """
    references = named(folders)
    found = present(references)
    if len(found) < len(references):
        ensure(references, say)
        found = present(references)
    return " ".join(f"{reference}={image.id}" for reference, image in sorted(found.items()))
