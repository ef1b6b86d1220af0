"""mass-id, the model of the capstone: a penguin's body mass from its species and three lengths, by least squares.

Run `python -m checker.penguins.mass` at the top of the repository to train it anew. It is solved in fractions, without
rounding, so that the same table gives the same bytes on every machine; another solver agrees to far less than a gram.
"""

import json
import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from checker.penguins import reference
from checker.penguins.sample import Bird

FEATURES = ("flipper_length_mm", "bill_length_mm", "bill_depth_mm")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
TARGET = "body_mass_g"
MODEL_FILE = reference.HERE / "model_mass.json"

#: Standard deviations of the model's errors on each side of an estimate: about 95 of 100 birds lie between.
WIDTH = 2
#: Decimals kept: far fewer than the solution has, far more than a balance shows.
DECIMALS = 6

Row = Sequence[Fraction]


@cache
def model() -> dict[str, Any]:
    """Return the model as its training left it."""
    found: dict[str, Any] = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return found


def ranges() -> dict[str, tuple[float, float]]:
    """Return the lowest and the highest value of each length in the training table, in mm."""
    return {name: (low, high) for name, (low, high) in model()["training_ranges"].items()}


def mass_contract(version: str) -> dict[str, Any]:
    """Return what a contract of requests and refusals has to know, in the form of a classifier's file."""
    return {
        "model": model()["model"],
        "version": version,
        "species": SPECIES,
        "features": FEATURES,
        "intercepts": (),
        "coefficients": (),
        "training_ranges": model()["training_ranges"],
        "training_rows": model()["training_rows"],
        "accuracy": 0.0,
        "refuses_outside_training_ranges": True,
    }


def mass_card() -> dict[str, Any]:
    """Return what a service tells about the model, but for the version of the release."""
    known = model()
    features = {name: {"unit": "mm", "minimum": low, "maximum": high} for name, (low, high) in ranges().items()}
    return {
        "model": known["model"],
        "species": list(known["species"]),
        "features": features,
        "training_rows": known["training_rows"],
    }


def mass_spread() -> float:
    """Return the standard deviation of the model's errors, in g."""
    return float(model()["spread_g"])


def estimate_mass(bird: Mapping[str, Any]) -> float:
    """Return the body mass in g of a bird with its species and its lengths in mm; KeyError names what is missing."""
    known = model()
    lengths = sum(known["coefficients"][name] * bird[name] for name in FEATURES)
    return float(known["intercept"] + known["species"][bird["species"]] + lengths)


def mass_birds(seed: int, count: int = 12) -> list[Bird]:
    """Return birds that are not in the table, with their species among what is sent; the same for the same seed.

    Every species is among them from three on.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded draw that can be replayed, not a secret
    seen = {tuple(float(row[name]) for name in FEATURES) for row in _measured()}
    found: list[Bird] = []
    while len(found) < count:
        lengths = {name: round(rng.uniform(low, high), 1) for name, (low, high) in ranges().items()}
        if tuple(lengths.values()) not in seen:
            species = SPECIES[len(found) % len(SPECIES)]
            body: dict[str, Any] = {"species": species, **lengths}
            found.append(Bird(body, species))
    rng.shuffle(found)
    return found


def _measured() -> list[dict[str, str]]:
    """Return the rows of the table that have all lengths and a mass."""
    return [row for row in reference.table() if "NA" not in [row[name] for name in (*FEATURES, TARGET)]]


def train() -> dict[str, Any]:
    """Return the trained model as it is written: grams, and grams for each mm; the first species is the reference."""
    rows = _measured()
    table = [_columns(row) for row in rows]
    masses = [Fraction(row[TARGET]) for row in rows]
    weights = _solved(
        [[_product(one, other) for other in zip(*table, strict=True)] for one in zip(*table, strict=True)],
        [_product(column, masses) for column in zip(*table, strict=True)],
    )
    left = sum((mass - _product(weights, row)) ** 2 for mass, row in zip(masses, table, strict=True))
    spread = math.sqrt(left / (len(rows) - len(weights)))
    intercept, *shifts = weights[: len(SPECIES)]
    values = {name: [float(row[name]) for row in rows] for name in FEATURES}
    return {
        "model": "mass-id",
        "target": TARGET,
        "intercept": _rounded(intercept),
        "species": dict(zip(SPECIES, map(_rounded, [Fraction(0), *shifts]), strict=True)),
        "coefficients": dict(zip(FEATURES, map(_rounded, weights[len(SPECIES) :]), strict=True)),
        "training_ranges": {name: [min(column), max(column)] for name, column in values.items()},
        "training_rows": len(rows),
        "spread_g": _rounded(spread),
    }


def _columns(row: Mapping[str, str]) -> list[Fraction]:
    """Return what a bird is to the model: 1, a 1 for its species (none for the first), its lengths."""
    others = (Fraction(row["species"] == name) for name in SPECIES[1:])
    return [Fraction(1), *others, *(Fraction(row[name]) for name in FEATURES)]


def _product(one: Row, other: Row) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Return the solution of a system of equations that has one, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = next(number for number in range(place, len(rows)) if rows[number][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for number, row in enumerate(rows):
            if number != place:
                rows[number] = [value - row[place] * own for value, own in zip(row, rows[place], strict=True)]
    return [row[-1] for row in rows]


def _rounded(value: Fraction | float) -> float:
    return round(float(value), DECIMALS)


def main() -> None:
    """Train and write the model."""
    # Imported here: what is written looks like the other models; whoever scores needs none of it.
    from checker.penguins.train import as_bytes  # noqa: PLC0415

    MODEL_FILE.write_bytes(as_bytes(train()))
    print(f"mass-id: {train()['spread_g']:.0f} g standard deviation")


if __name__ == "__main__":
    main()
