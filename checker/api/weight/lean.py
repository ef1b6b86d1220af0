"""Whether an image holds what only the work on it needs, and how much more it weighs than its base."""

from collections.abc import Iterable

from checker.api.image import Image
from checker.api.weight.leftovers import COMPILERS, DOWNLOADS, leftovers, present
from checker.api.weight.size import weight_of, weight_of_base

#: Paths that a message lists.
MOST_LISTED = 20


def expect_lean(image: Image, work: Iterable[str], heaviest: float) -> None:
    """Raise a Failure where a layer holds marks, files of the `work` (patterns), downloads or a compiler.

    Neither may the image weigh as much as `heaviest` times the slim base.
    """
    found = [file.path for file in image.own_files if file.marks]
    found += leftovers(image, [*work, *DOWNLOADS]) + present(image, COMPILERS)
    if found:
        expected = "layers without notebook, table, `.git`, keys, caches and compilers, deleted later or not"
        more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
        image.fail(f"The image holds {found[0]}.", expected=expected, seen=", ".join(found[:MOST_LISTED]) + more)
    limit, weight = heaviest * weight_of_base("python"), weight_of(image)
    if weight >= limit:
        expected = f"less than {limit / 1e6:.0f} MB, {heaviest:g} times the slim base"
        image.fail(f"The image has {weight / 1e6:.0f} MB.", expected=expected, seen=f"{weight / 1e6:.0f} MB")
