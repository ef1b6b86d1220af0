"""Make the stand-ins: file tree, wheelhouse, image, names. An unchanged one is left as it is."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from checker import places
from checker.engine import images
from checker.engine.lock import only_one
from checker.errors import EnvironmentFault
from checker.kit import rootfs, wheels
from checker.kit.recipe import Recipe
from checker.kit.scratch import scratch

LOCK = places.STATE / "kit.lock"

Say = Callable[[str], None]


def build(recipes: Sequence[Recipe], say: Say, *, force: bool = False) -> None:
    """Make the images of these recipes and say of each what happened; pull them where they cannot be made.

    An image of that name which is not ours stays; `force` replaces it, and makes unchanged ones again.
    Raises EnvironmentFault where this machine can neither make nor pull them.
    """
    with only_one(LOCK, say, doing="making images"):
        for recipe in recipes:
            found = images.present(recipe.references)
            main = found.get(recipe.reference)
            if main and not main.kit and not force:
                say(f"{recipe.reference} is here and is not the kit's: kept (--force replaces it)")
            elif main and main.kit == recipe.version and not force:
                _name(recipe, main.id, found)
                say(f"{recipe.reference} is here and unchanged")
            elif rootfs.cannot() and images.pull(recipe.reference, say):
                say(f"{recipe.reference} is pulled: {rootfs.cannot()}")
            else:
                make(recipe, say, force=force)


def make(recipe: Recipe, say: Say, *, force: bool = False) -> None:
    """Make one image and give it its names; names that hold somebody else's image stay unless forced."""
    if why := rootfs.cannot():
        raise EnvironmentFault(f"{recipe.reference} cannot be made here ({why}). Type: nox -s kit -- load FILE")
    architecture = images.architecture()
    rootfs.tools(say)
    say(f"{recipe.reference}: making a stand-in from Debian packages (half a minute)")
    with scratch() as folder:
        packages = rootfs.make(recipe, folder, say)
        context = _context(recipe, folder, architecture, say)
        arguments = {"VERSION": packages[recipe.version_from]} if recipe.version_from else {}
        identity = images.build(context, {images.KIT: recipe.version}, arguments, say)
    here = images.present(recipe.references)
    try:
        _name(recipe, identity, {} if force else here)
    finally:
        for old in {image.id for image in here.values() if image.kit} | {identity}:
            images.forget(old)
    size = images.present([recipe.reference])[recipe.reference].size
    say(f"{recipe.reference} is ready ({size / 1e6:.0f} MB)")


def _context(recipe: Recipe, folder: Path, architecture: str, say: Say) -> Path:
    """Return the build context: the recipe's folder, the file tree, the wheels."""
    context = folder / "context"
    shutil.copytree(recipe.folder, context)
    (folder / "rootfs.tar").rename(context / "rootfs.tar")
    if recipe.wheels:
        shutil.copytree(wheels.wheelhouse(architecture, say), context / "wheels")
    return context


def _name(recipe: Recipe, identity: str, found: dict[str, images.Found]) -> None:
    """Give an image those of its names that nobody else's image holds."""
    free = [name for name in recipe.references if name not in found or found[name].kit]
    images.tag(identity, [name for name in free if name not in found or found[name].id != identity])
