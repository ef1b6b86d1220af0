"""The reference models: every version scored in plain Python, outside every container."""

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: Each version's coefficients for raw measurements, as JSON.
MODEL_FILES = {version: HERE / f"model_v{version}.json" for version in ("1", "2", "3")}
#: The scikit-learn pipelines of the versions that are one; the JSON of the same version answers the same.
PIPELINE_FILES = {version: HERE / f"model_v{version}.joblib" for version in ("2", "3")}
MODEL_FILE = MODEL_FILES["1"]
TABLE_FILE = HERE / "penguins.csv"


class OutsideRangeError(ValueError):
    """A measurement that the model refuses, because no bird in its training table had one like it."""


@dataclass(frozen=True)
class Model:
    """A multinomial logistic regression.

    `coefficients` has one row per species and one column per feature; `ranges` holds the lowest and
    highest value of each feature in the training table, in the feature's unit (mm, g). A model that
    `refuses` answers nothing for a bird outside them.
    """

    version: str
    species: tuple[str, ...]
    features: tuple[str, ...]
    intercepts: tuple[float, ...]
    coefficients: tuple[tuple[float, ...], ...]
    ranges: Mapping[str, tuple[float, float]]
    accuracy: float
    refuses: bool


@cache
def model(version: str = "1") -> Model:
    """Return a version of the model as `python -m checker.penguins.train` left it. KeyError: no such version."""
    return read(json.loads(MODEL_FILES[version].read_text(encoding="utf-8")))


def read(raw: Mapping[str, Any]) -> Model:
    """Return the model that a file of coefficients holds, ours or another in its form."""
    return Model(
        version=raw["version"],
        species=tuple(raw["species"]),
        features=tuple(raw["features"]),
        intercepts=tuple(raw["intercepts"]),
        coefficients=tuple(tuple(row) for row in raw["coefficients"]),
        ranges={name: (low, high) for name, (low, high) in raw["training_ranges"].items()},
        accuracy=raw["accuracy"],
        refuses=raw.get("refuses_outside_training_ranges", False),
    )


def outside(measurements: Mapping[str, float], version: str = "1") -> list[str]:
    """Return the names of the measurements that no bird of the training table had, both ends of a range included."""
    return beyond(model(version), measurements)


def beyond(known: Model, measurements: Mapping[str, float]) -> list[str]:
    """Return the same for any model."""
    return [name for name, (low, high) in known.ranges.items() if not low <= measurements[name] <= high]


def probabilities(measurements: Mapping[str, float], version: str = "1") -> dict[str, float]:
    """Return the probability of each species for one bird; measurements in mm and g, others are ignored.

    Raises KeyError with the name of a missing one, OutsideRangeError where this version refuses the bird.
    """
    return chances(model(version), measurements)


def chances(known: Model, measurements: Mapping[str, float]) -> dict[str, float]:
    """Return the same for any model."""
    if known.refuses and (names := beyond(known, measurements)):
        raise OutsideRangeError(f"outside the training range: {', '.join(names)}")
    scores = [
        intercept + sum(weight * measurements[name] for weight, name in zip(row, known.features, strict=True))
        for intercept, row in zip(known.intercepts, known.coefficients, strict=True)
    ]
    # The largest score is taken away first: exp() of a large number overflows.
    weights = [math.exp(score - max(scores)) for score in scores]
    return {name: weight / sum(weights) for name, weight in zip(known.species, weights, strict=True)}


def predict(measurements: Mapping[str, float], version: str = "1") -> str:
    """Return the species of one bird, for example `Adelie`; raises what `probabilities` raises."""
    found = probabilities(measurements, version)
    return max(found, key=found.__getitem__)


@cache
def table() -> tuple[dict[str, str], ...]:
    """Return the Palmer penguins, a dict per bird, values as they are written (`NA` where none was taken)."""
    with TABLE_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
