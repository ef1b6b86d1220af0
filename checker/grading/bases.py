"""The base images that a run needs: those of the course that its Dockerfiles name, made to exist before it starts."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from checker.engine.command import docker
from checker.versions import image

_FROM = re.compile(r"^\s*(?:FROM|COPY\s+--from=)\s*(?:--\S+\s+)*(?P<reference>[\w./:-]+)", re.IGNORECASE | re.MULTILINE)


def named(folders: Iterable[Path]) -> list[str]:
    """Return the course's Python image and every image that a Dockerfile in these folders starts from."""
    found = {image("python")}
    for folder in folders:
        path = folder / "Dockerfile"
        if path.is_file():
            found |= set(_FROM.findall(path.read_text(encoding="utf-8", errors="replace")))
    return sorted(found)


def prepare(folders: Iterable[Path], say: Callable[[str], None]) -> str:
    """Make the base images exist and return their names and ids as one text.

    Raises EngineUnavailable, and EnvironmentFault where a base of the course can neither be pulled nor built.
    """
    references = named(folders)
    ids = _ids(references)
    if missing := [reference for reference in references if reference not in ids]:
        from checker.kit import ensure

        ensure(missing, say)
        ids = _ids(references)
    return json.dumps(ids, sort_keys=True)


def _ids(references: Iterable[str]) -> dict[str, str]:
    """Return reference to image id for those that the engine has."""
    found = docker("image", "inspect", "--format", "{{.Id}} {{json .RepoTags}}", *references)
    ids = {}
    for line in found.out.splitlines():
        name, _, tags = line.partition(" ")
        ids |= {tag: name for tag in json.loads(tags) if tag in references}
    return ids
