"""Birds drawn from a seed, to grade a service with answers that it cannot have learned by heart."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle

from checker.penguins import reference

#: How much likelier the first species must be than the second: rounding in another scorer cannot turn it.
MARGIN = 0.2
#: Decimals of a measurement, by its unit: as a calliper and a field balance are read.
DECIMALS = {"mm": 1, "g": 0}


@dataclass(frozen=True)
class Bird:
    """One bird: its measurements in mm and g, by name, and the species that the reference model gives it."""

    measurements: dict[str, float]
    species: str


@cache
def _seen(version: str) -> frozenset[tuple[float, ...]]:
    """Return the measurements of every bird in the table, in the order of the model's features."""
    features = reference.model(version).features
    rows = (row for row in reference.table() if "NA" not in [row[name] for name in features])
    return frozenset(tuple(float(row[name]) for name in features) for row in rows)


def _birds(rng: random.Random, version: str) -> Iterator[Bird]:
    """Yield clear-cut birds without end: in the training range, not in the table, away from the boundaries."""
    ranges = reference.model(version).ranges
    while True:
        measurements = {
            name: round(rng.uniform(low, high), DECIMALS[name.rpartition("_")[2]])
            for name, (low, high) in ranges.items()
        }
        chances = sorted(reference.probabilities(measurements, version).values())
        if tuple(measurements.values()) not in _seen(version) and chances[-1] - chances[-2] > MARGIN:
            yield Bird(measurements, reference.predict(measurements, version))


def sample(seed: int, count: int = 12, version: str = "1") -> list[Bird]:
    """Return `count` different birds with what this version of the model measures; the same for the same seed.

    Every species is among them from three on.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded draw that can be replayed, not a secret
    stream = _birds(rng, version)
    turns = cycle(reference.model(version).species)
    chosen: list[Bird] = []
    while len(chosen) < count:
        wanted = next(turns)
        chosen.append(next(bird for bird in stream if bird.species == wanted and bird not in chosen))
    rng.shuffle(chosen)
    return chosen
