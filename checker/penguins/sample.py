"""Birds drawn from a seed, to grade a service with answers that it cannot have learned by heart."""

import random
from collections.abc import Iterator, Sequence
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


def clear_cut(rng: random.Random, versions: Sequence[str]) -> Iterator[dict[str, float]]:
    """Yield measurements without end: in the last version's training range, not in the table, clear to each version."""
    ranges = reference.model(versions[-1]).ranges
    while True:
        measurements = {
            name: round(rng.uniform(low, high), DECIMALS[name.rpartition("_")[2]])
            for name, (low, high) in ranges.items()
        }
        if tuple(measurements.values()) not in _seen(versions[-1]) and all(
            _is_clear(measurements, v) for v in versions
        ):
            yield measurements


def _is_clear(measurements: dict[str, float], version: str) -> bool:
    chances = sorted(reference.probabilities(measurements, version).values())
    return chances[-1] - chances[-2] > MARGIN


def _birds(rng: random.Random, version: str) -> Iterator[Bird]:
    """Yield clear-cut birds without end, with the species that this version names."""
    for measurements in clear_cut(rng, (version,)):
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


def close_call(seed: int, version: str = "1") -> Bird:
    """Return a bird that this version of the model takes for another one when its measurements lose their decimals."""
    rng = random.Random(f"decimals {seed}")  # noqa: S311 - a seeded draw that can be replayed, not a secret
    return next(bird for bird in _birds(rng, version) if _needs_decimals(bird, version))


def _needs_decimals(bird: Bird, version: str) -> bool:
    """Return whether neither the measurements rounded nor those cut off lead to the bird's species."""
    whole = ({name: float(to(value)) for name, value in bird.measurements.items()} for to in (round, int))
    return all(reference.predict(measurements, version) != bird.species for measurements in whole)
