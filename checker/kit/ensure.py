"""Have the base images on this machine before grading starts: here already, pulled, or made."""

from collections.abc import Callable, Sequence

from checker.engine import images
from checker.engine.lock import only_one
from checker.errors import EnvironmentFault
from checker.kit import build, rootfs
from checker.kit.recipe import Recipe, known

Say = Callable[[str], None]


def ensure(references: Sequence[str], say: Say) -> None:
    """Make those references exist that the kit knows; others are none of its business.

    Costs one call to the engine where they exist. Otherwise pulls each, and makes a stand-in where no
    registry answers. Raises EnvironmentFault, whose line says what to do, where neither works.
    """
    wanted = [name for name in references if known(name)]
    if not _missing(wanted):
        return
    with only_one(build.LOCK, say, doing="making images"):
        registry = True
        for reference in _missing(wanted):
            recipe = known(reference)
            if recipe is None:
                continue
            registry = registry and _pulled(reference, say)
            if not registry:
                _made(recipe, reference, say)


def _missing(references: Sequence[str]) -> list[str]:
    found = images.present(references)
    return [name for name in references if name not in found]


def _pulled(reference: str, say: Say) -> bool:
    say(f"{reference} is not on this machine: pulling it")
    return images.pull(reference, say)


def _made(recipe: Recipe, reference: str, say: Say) -> None:
    if not _missing([reference]):
        return  # an image of the same recipe, made a moment ago, has this name too
    if why := rootfs.cannot():
        raise EnvironmentFault(
            f"{reference} is not on this machine, no registry answers, and {why}. "
            "Get a kit file from a machine that has it (nox -s kit -- save FILE), then type: nox -s kit -- load FILE"
        )
    say(f"no registry answers: making {reference} here")
    build.make(recipe, say)
