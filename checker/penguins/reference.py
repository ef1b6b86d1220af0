"""The reference model: version 1 scored in plain Python, outside every container."""

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MODEL_FILE = HERE / "model_v1.json"
TABLE_FILE = HERE / "penguins.csv"


@dataclass(frozen=True)
class Model:
    """A multinomial logistic regression.

    `coefficients` has one row per species and one column per feature; `ranges` holds the lowest and
    highest value of each feature in the training table, in the feature's unit (mm).
    """

    version: str
    species: tuple[str, ...]
    features: tuple[str, ...]
    intercepts: tuple[float, ...]
    coefficients: tuple[tuple[float, ...], ...]
    ranges: Mapping[str, tuple[float, float]]
    accuracy: float


@cache
def model() -> Model:
    """Return the model as `python -m checker.penguins.train` left it in model_v1.json."""
    raw = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return Model(
        version=raw["version"],
        species=tuple(raw["species"]),
        features=tuple(raw["features"]),
        intercepts=tuple(raw["intercepts"]),
        coefficients=tuple(tuple(row) for row in raw["coefficients"]),
        ranges={name: (low, high) for name, (low, high) in raw["training_ranges"].items()},
        accuracy=raw["accuracy"],
    )


def probabilities(measurements: Mapping[str, float]) -> dict[str, float]:
    """Return the probability of each species for one bird; measurements in mm, others are ignored."""
    known = model()
    scores = [
        intercept + sum(weight * measurements[name] for weight, name in zip(row, known.features, strict=True))
        for intercept, row in zip(known.intercepts, known.coefficients, strict=True)
    ]
    # The largest score is taken away first: exp() of a large number overflows.
    weights = [math.exp(score - max(scores)) for score in scores]
    return {name: weight / sum(weights) for name, weight in zip(known.species, weights, strict=True)}


def predict(measurements: Mapping[str, float]) -> str:
    """Return the species of one bird, for example `Adelie`; measurements in mm. KeyError names a missing one."""
    chances = probabilities(measurements)
    return max(chances, key=chances.__getitem__)


@cache
def table() -> tuple[dict[str, str], ...]:
    """Return the Palmer penguins, a dict per bird, values as they are written (`NA` where none was taken)."""
    with TABLE_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
