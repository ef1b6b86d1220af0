"""The kit's recipes: which official images we make stand-ins for, from which Debian packages, under which names.

A new stand-in (Redis, nginx, a registry) is one entry in RECIPES and one folder in `images/` with its
Dockerfile; its reference stands in versions.toml.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from checker.engine.images import short
from checker.errors import UsageError
from checker.versions import image

#: The suite of Debian that every stand-in is made from.
SUITE = "trixie"

HERE = Path(__file__).parent
WHEELHOUSE = HERE / "wheelhouse.txt"

#: What slim images leave out.
LEFT_OUT = (
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/lintian/*",
    "path-exclude=/usr/share/locale/*",
    "path-exclude=/usr/share/man/*",
)


@dataclass(frozen=True)
class Recipe:
    """How one stand-in is made."""

    name: str
    """The key of its reference in versions.toml, and its folder in `images/`."""
    packages: tuple[str, ...] = ()
    variant: str = "minbase"
    """mmdebstrap's variant: `minbase` is a small Debian, `extract` only the files of `packages`."""
    aliases: tuple[str, ...] = field(default=())
    """Other tags of the same repository that get the same image."""
    version_from: str = ""
    """The package whose upstream version the Dockerfile gets as the build argument VERSION."""
    wheels: bool = False
    """Whether the build context holds the wheelhouse."""

    @property
    def reference(self) -> str:
        """The name that the course uses, for example `python:3.13-slim`."""
        return image(self.name)

    @property
    def references(self) -> tuple[str, ...]:
        """Every name of the image; the first is the one that the course uses."""
        repository = self.reference.partition(":")[0]
        return (self.reference, *(f"{repository}:{tag}" for tag in self.aliases))

    @property
    def folder(self) -> Path:
        """The folder with the Dockerfile."""
        return HERE / "images" / self.name

    @cached_property
    def version(self) -> str:
        """The version of the recipe: a digest of all that goes in, but for the packages' own versions."""
        digest = hashlib.sha256(repr((self, SUITE, LEFT_OUT, self.references)).encode())
        inputs = [*sorted(self.folder.rglob("*")), *sorted((HERE / "images/common").iterdir())]
        for path in [*inputs, *([WHEELHOUSE] if self.wheels else [])]:
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


RECIPES = (
    Recipe(
        "python",
        packages=("ca-certificates", "netbase", "python3", "python3-venv", "tzdata"),
        aliases=("3.13", "3.13-slim-trixie", "3-slim", "3", "slim", "latest"),
        version_from="python3",
        wheels=True,
    ),
    Recipe("debian", aliases=("trixie", "13-slim", "13", "stable-slim")),
    Recipe("busybox", packages=("busybox-static",), variant="extract", aliases=("1", "latest")),
)


def named(names: Iterable[str]) -> list[Recipe]:
    """Return the recipes of these names or references, all of them for none. Raises UsageError."""
    found = []
    for name in names:
        recipe = next((each for each in RECIPES if each.name == name), None) or known(name)
        if recipe is None:
            raise UsageError(f"The kit has no image {name}. It has: {', '.join(each.name for each in RECIPES)}.")
        found.append(recipe)
    return list(dict.fromkeys(found)) or list(RECIPES)


def known(reference: str) -> Recipe | None:
    """Return the recipe that makes this reference, None where the kit does not have it."""
    return next((each for each in RECIPES if short(reference) in each.references), None)
