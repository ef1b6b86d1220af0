"""Birds on which two versions of the model agree, and birds on which they do not, drawn from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from checker.penguins import reference
from checker.penguins.sample import Bird, clear_cut

VERSIONS = ("1", "2")


@dataclass(frozen=True)
class Compared:
    """One bird: its measurements in mm and g, in no particular order, and the species that each version names."""

    measurements: dict[str, float]
    said: dict[str, str]

    def as_bird(self, version: str) -> Bird:
        """Return the bird with the species that a version names."""
        return Bird(self.measurements, self.said[version])

    @property
    def disputed(self) -> bool:
        """Whether the versions name different species."""
        return len(set(self.said.values())) > 1


def compared(seed: int, agreed: int, disputed: int) -> list[Compared]:
    """Return different birds that versions 1 and 2 are sure of, as many as asked that they agree on or not."""
    rng = random.Random(seed)  # noqa: S311 - a seeded draw that can be replayed, not a secret
    wanted = {False: agreed, True: disputed}
    chosen: list[Compared] = []
    for bird in _birds(rng):
        if wanted[bird.disputed] and bird not in chosen:
            wanted[bird.disputed] -= 1
            chosen.append(bird)
        if not any(wanted.values()):
            break
    rng.shuffle(chosen)
    return chosen


def _birds(rng: random.Random) -> Iterator[Compared]:
    """Yield birds of the largest version's measurements, each of them clear-cut to every version."""
    for bird in clear_cut(rng, VERSIONS):
        names = list(bird)
        rng.shuffle(names)
        yield Compared(
            {name: bird[name] for name in names}, {version: reference.predict(bird, version) for version in VERSIONS}
        )
