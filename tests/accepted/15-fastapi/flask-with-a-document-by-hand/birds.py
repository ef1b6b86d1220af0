"""What a bird has to look like before the model sees it. Nothing in here knows about HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

#: Birds that one batch may hold.
MOST_BIRDS = 100

Ranges = Mapping[str, Sequence[float]]


class Wrong(Exception):
    """A body that is refused: the text says why, and `fields` names each field that is wrong, and why."""

    def __init__(self, why: str, fields: Mapping[str, str] | None = None) -> None:
        """Keep both."""
        super().__init__(why)
        self.fields = dict(fields or {})


def faults(bird: Any, ranges: Ranges) -> dict[str, str]:
    """Return what is wrong with a bird's measurements, by their names. All of it, not only the first.

    The values themselves are not repeated: some of them could not be written back.
    """
    found = {}
    for name, (low, high) in ranges.items():
        if name not in bird:
            found[name] = "is missing"
        elif isinstance(bird[name], bool) or not isinstance(bird[name], int | float):
            found[name] = "must be a number"
        # NaN is not between any two numbers, and an integer may have hundreds of digits here.
        elif not low <= bird[name] <= high:
            found[name] = f"must be from {low} to {high}: the model knows no such bird"
    return found


def checked(bird: Any, ranges: Ranges) -> dict[str, float]:
    """Return the measurements of one bird. Raises Wrong where something is wrong with them."""
    if not isinstance(bird, dict):
        raise Wrong("a bird must be a JSON object with its measurements")
    if wrong := faults(bird, ranges):
        raise Wrong("something is wrong with the bird", wrong)
    return {name: float(bird[name]) for name in ranges}


def checked_batch(asked: Any, ranges: Ranges) -> list[dict[str, float]]:
    """Return the birds of a batch. Raises Wrong where something is wrong with one of them, or with the batch."""
    birds = asked.get("birds") if isinstance(asked, dict) else None
    if not isinstance(birds, list) or not 1 <= len(birds) <= MOST_BIRDS:
        raise Wrong("the batch cannot be read", {"birds": f"must be a list of 1 to {MOST_BIRDS} birds"})
    wrong: dict[str, str] = {}
    for number, bird in enumerate(birds):
        if isinstance(bird, dict):
            wrong |= {f"birds[{number}].{name}": why for name, why in faults(bird, ranges).items()}
        else:
            wrong[f"birds[{number}]"] = "must be a JSON object with the measurements of one bird"
    if wrong:
        raise Wrong("something is wrong with some of the birds", wrong)
    return [{name: float(bird[name]) for name in ranges} for bird in birds]
