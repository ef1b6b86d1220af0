"""The kit's recipes: which official images we make stand-ins for, from which Debian packages, under which names.

A new stand-in is one entry in RECIPES and one folder in `images/` with its Dockerfile; its reference
stands in versions.toml.
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
#: Every lock of wheels: one lock holds one version of a package, pip in the stand-in finds those of all.
LOCKS = (WHEELHOUSE, HERE / "wheelhouse-earlier.txt")

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
    """The key of its reference in versions.toml, and its folder in `images/` unless `like` says another."""
    packages: tuple[str, ...] = ()
    variant: str = "minbase"
    """mmdebstrap's variant: `minbase` is a small Debian, `extract` only the files of `packages`."""
    aliases: tuple[str, ...] = field(default=())
    """Other tags of the same repository that get the same image."""
    version_from: str = ""
    """The package whose upstream version the Dockerfile gets as the build argument VERSION."""
    wheels: bool = False
    """Whether the build context holds the wheelhouse."""
    debs: tuple[str, ...] = ()
    """Packages that apt finds inside the image without a network, with all that they need."""
    headers: str = ""
    """The package whose header files the image has, without the package."""
    like: str = ""
    """The recipe whose Dockerfile serves this one too."""

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
        return HERE / "images" / (self.like or self.name)

    @cached_property
    def version(self) -> str:
        """The version of the recipe: a digest of all that goes in, but for the packages' own versions."""
        digest = hashlib.sha256(repr((self, SUITE, LEFT_OUT, self.references)).encode())
        inputs = [*sorted(self.folder.rglob("*")), *sorted((HERE / "images/common").iterdir())]
        for path in [*inputs, *(LOCKS if self.wheels else ())]:
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


#: What Dockerfiles install with apt beside Python's packages: an init, a client, tools to look around with.
DEBS = (
    "adduser",
    "curl",
    "dumb-init",
    "gosu",
    "iproute2",
    "iputils-ping",
    "jq",
    "less",
    "libgomp1",
    "netcat-openbsd",
    "procps",
    "tini",
    "wget",
)
_PYTHON = ("ca-certificates", "netbase", "python3", "python3-venv", "tzdata")

RECIPES = (
    Recipe(
        "python",
        packages=_PYTHON,
        aliases=("3.13-slim-trixie", "3-slim", "slim"),
        version_from="python3",
        wheels=True,
        debs=DEBS,
        headers="libpython3.13-dev",
    ),
    Recipe(
        "python-full",
        packages=(
            *_PYTHON,
            "build-essential",
            "curl",
            "file",
            "git",
            "libffi-dev",
            "libssl-dev",
            "openssh-client",
            "pkg-config",
            "procps",
            "python3-dev",
            "unzip",
            "wget",
            "xz-utils",
            "zlib1g-dev",
        ),
        aliases=("3.13-trixie", "3", "latest"),
        version_from="python3",
        wheels=True,
        debs=DEBS,
        like="python",
    ),
    Recipe("debian", aliases=("trixie", "13-slim", "13", "stable-slim"), debs=DEBS),
    Recipe("busybox", packages=("busybox-static",), variant="extract", aliases=("1", "latest")),
    Recipe(
        "redis",
        packages=("redis-server",),
        # Version 7 is what most compose files name; what they ask of it, 8 does too.
        aliases=("8.0", "8-alpine", "8-bookworm", "8-trixie", "7", "7-alpine", "latest", "alpine"),
        version_from="redis-server",
    ),
    Recipe(
        "nginx",
        packages=("ca-certificates", "curl", "gettext-base", "nginx"),
        aliases=("1.26-alpine", "1", "latest", "stable", "alpine", "stable-alpine"),
        version_from="nginx",
    ),
    Recipe("registry", packages=("ca-certificates", "docker-registry"), aliases=("2.8", "latest")),
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
