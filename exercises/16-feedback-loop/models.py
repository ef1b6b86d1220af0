"""The versions of penguin-id: each takes the measurements of a bird and answers as `POST /predict` does."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from werkzeug.exceptions import BadRequest

HERE = Path(__file__).parent

Answer = dict[str, Any]
Model = Callable[[dict[str, Any]], Answer]


def measurement(bird: dict[str, Any], name: str) -> float:
    """Return one measurement of the bird, in mm or g. Raises BadRequest where it is missing or no number."""
    if name not in bird:
        raise BadRequest(f"{name} is missing")
    value = bird[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{name} must be a number, not {json.dumps(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRequest(f"{name} must be a finite number")
    return number


def measurements(bird: dict[str, Any], names: Sequence[str]) -> dict[str, float]:
    """Return these measurements of the bird, in this order, whatever the order in which they were sent."""
    return {name: measurement(bird, name) for name in names}


def read(name: str) -> dict[str, Any]:
    """Return a model as its file has it: species, features in their order, intercepts and coefficients."""
    model: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return model


def scores(model: dict[str, Any], bird: dict[str, Any]) -> list[float]:
    """Return the score of each species, in the order of the model's species."""
    values = measurements(bird, model["features"]).values()
    return [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]


def version_1() -> Model:
    """Load version 1: it looks at two measurements, and names the species with the highest score."""
    model = read("model_v1.json")

    def answer(bird: dict[str, Any]) -> Answer:
        found = scores(model, bird)
        return {"species": model["species"][found.index(max(found))], "model_version": "1"}

    return answer
