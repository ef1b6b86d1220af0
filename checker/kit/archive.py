"""Carry the images to a machine that has neither a registry nor Debian packages: one tar file."""

import json
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.engine import images
from checker.errors import EnvironmentFault, UsageError
from checker.kit.recipe import Recipe, known

Say = Callable[[str], None]


@dataclass(frozen=True)
class Held:
    """What a kit file holds: the names of its images and the architectures that they are for."""

    references: tuple[str, ...]
    architectures: frozenset[str]


def save(target: Path, recipes: Sequence[Recipe], say: Say, *, all_of_them: bool) -> None:
    """Write the images of these recipes, under all their names, to a file that appears when it is whole.

    Raises UsageError where the place cannot hold a file or, unless `all_of_them` stands for "what is
    here", an image is missing; EnvironmentFault where the disk or the engine fails.
    """
    references = _here(recipes, all_of_them=all_of_them)
    if target.is_dir():
        raise UsageError(f"{target} is a folder. Type: nox -s kit -- save {target / 'kit.tar'}")
    try:
        folder = tempfile.TemporaryDirectory(prefix=".shipyourmodel-", dir=target.absolute().parent)
    except OSError as error:
        raise UsageError(f"Cannot write in {target.absolute().parent} ({error.strerror}).") from None
    say(f"writing {', '.join(references)}")
    with folder as name:
        part = Path(name) / "kit.tar"
        images.save(references, part)
        held = read(part)
        part.chmod(0o644)
        part.replace(target)
    say(f"{target}: {target.stat().st_size / 1e6:.0f} MB, {_count(held)} for {', '.join(sorted(held.architectures))}")


def _here(recipes: Sequence[Recipe], *, all_of_them: bool) -> list[str]:
    """Return every name that the engine has of these recipes' images."""
    found: list[str] = []
    for recipe in recipes:
        present = images.present(recipe.references)
        if recipe.reference not in present and not all_of_them:
            raise UsageError(f"{recipe.reference} is not on this machine. Type: nox -s kit -- build {recipe.name}")
        found += present
    if not found:
        raise UsageError("None of the kit's images is on this machine. Type: nox -s kit -- build")
    return found


def load(source: Path, say: Say) -> None:
    """Load the images of a kit file and say which. Raises UsageError where the file is no whole kit."""
    held = read(source)
    engine = images.architecture()
    if engine not in held.architectures:
        say(f"warning: these images are for {', '.join(sorted(held.architectures))}, the engine is {engine}")
    say(f"loading {source} ({source.stat().st_size / 1e6:.0f} MB)")
    images.load(source)
    missing = set(held.references) - images.present(held.references).keys()
    if missing:
        raise EnvironmentFault(f"The engine loaded {source}, but has no {', '.join(sorted(missing))}. Try again.")
    say(f"here now: {', '.join(held.references)}")


def read(source: Path) -> Held:
    """Return what a kit file holds. Raises UsageError where it is missing, cut short, or not a kit."""
    try:
        with tarfile.open(source) as tar:
            members = {member.name: member for member in tar}
            manifest = _json(tar, members["manifest.json"])
            architectures = {str(_json(tar, members[image["Config"]])["architecture"]) for image in manifest}
    except FileNotFoundError:
        raise UsageError(f"There is no file {source}.") from None
    except IsADirectoryError:
        raise UsageError(f"{source} is a folder. Name the file that `kit save` wrote.") from None
    except (tarfile.ReadError, EOFError) as error:
        raise UsageError(_unreadable(source, error)) from None
    except (KeyError, TypeError, ValueError):
        raise UsageError(
            f"{source} is no kit: there are no images in it. Name the file that `kit save` wrote."
        ) from None
    except OSError as error:
        raise UsageError(f"Cannot read {source} ({error.strerror}).") from None
    references = tuple(name for image in manifest for name in image.get("RepoTags") or [])
    if not any(known(name) for name in references):
        raise UsageError(f"{source} is no kit: none of the course's images is in it.")
    return Held(references, frozenset(architectures))


def _unreadable(source: Path, error: Exception) -> str:
    """Return the line for a file that is no tar file, or only the beginning of one."""
    if source.stat().st_size and tarfile.is_tarfile(source):
        return f"{source} is cut short ({error}). Copy it again."
    return f"{source} is no kit. Name the file that `kit save` wrote."


def _json(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    file = tar.extractfile(member)
    return json.load(file) if file else None


def _count(held: Held) -> str:
    return f"{len(held.references)} image names ({', '.join(held.references)})"
