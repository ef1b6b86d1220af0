"""The images that a run needs: those of the course that the work names, made to exist before it starts."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from checker.catalog import Exercise
from checker.engine.images import present
from checker.kit import ensure
from checker.kit.recipe import RECIPES, known
from checker.versions import image

#: Bytes above which a file is no Dockerfile.
LARGEST = 1_000_000
#: How deep below the top of a folder, and how many files: nobody's work has more, and nobody waits for us to look.
DEEPEST = 3
MOST = 200

#: Files that may name an image: what builds one, what runs several, and what a deployment types.
_FILES = re.compile(r"(?:(?:.+\.)?(?:Dockerfile|Containerfile)(?:\..+)?|(?:docker-)?compose.*\.ya?ml)", re.IGNORECASE)
_FROM = re.compile(
    r"^\s*(?:FROM\s+(?:--\S+\s+)*|COPY\s.*--from=|RUN\s.*--mount=\S*from=)(?P<reference>[^\s,]+)",
    re.IGNORECASE | re.MULTILINE,
)
_STAGE = re.compile(r"^\s*FROM\s.*\sAS\s+(\S+)", re.IGNORECASE | re.MULTILINE)
#: What the engine takes for the name of an image.
_NAME = re.compile(r"[a-z0-9]+(?:[._/:-]+[a-zA-Z0-9]+)*(?:@sha256:[0-9a-f]{64})?")
#: The kit's images wherever they stand: as the default of a variable, in a compose file.
_KITS = re.compile(
    r"(?:(?<![\w./:-])|(?<=:-))(?:"
    + "|".join(re.escape(one) for each in RECIPES for one in each.references)
    + r")(?![\w.:/-])"
)


def named(works: Iterable[tuple[Exercise, Path]]) -> list[str]:
    """Return the course's Python image, those that the checks need, and whatever the work may take for an image."""
    found = {image("python")}
    for exercise, folder in works:
        found |= {image(name) for name in exercise.images}
        for text in _texts(folder):
            found |= _images(text) | set(_KITS.findall(text))
    return sorted(found)


def _texts(folder: Path) -> Iterator[str]:
    """Yield what the files hold that may name an image; nothing is read through a link."""
    for path in islice((path for path in _walk(folder, DEEPEST) if _FILES.fullmatch(path.name)), MOST):
        if path.stat().st_size < LARGEST:
            yield path.read_text(encoding="utf-8", errors="replace")


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_symlink():
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and depth:
            yield from _walk(path, depth - 1)


def _images(dockerfile: str) -> set[str]:
    """Return what a Dockerfile may take for an image's name: no stage of its own, by name or by number."""
    stages = {name.lower() for name in _STAGE.findall(dockerfile)} | {"scratch"}
    asked = _FROM.findall(dockerfile)
    return {name for name in asked if _NAME.fullmatch(name) and name not in stages and not name.isdecimal()}


def prepare(works: Iterable[tuple[Exercise, Path]], say: Callable[[str], None]) -> str:
    """Make the images exist and return their names and ids as one text.

    Raises EngineUnavailable, and EnvironmentFault where an image of the course can neither be pulled nor built.
    """
    references = named(works)
    found = present(references)
    if any(known(reference) and reference not in found for reference in references):
        ensure(references, say)
        found = present(references)
    return " ".join(f"{reference}={image.id}" for reference, image in sorted(found.items()))
