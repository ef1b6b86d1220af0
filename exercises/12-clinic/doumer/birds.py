"""What every colony's service does with a bird: read its measurements, score them, name its species."""

import json
import math
from pathlib import Path
from typing import Any


class Unusable(ValueError):
    """The request's body is no bird: the text says what is wrong with it."""


def load(path: str | Path) -> dict[str, Any]:
    """Return the model, a JSON file of coefficients."""
    model: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return model


def measurements(body: Any, model: dict[str, Any]) -> list[float]:
    """Return the measurements that the model asks for, in mm. Raises Unusable."""
    if not isinstance(body, dict):
        raise Unusable("the body must be a JSON object with the measurements of one bird")
    return [measurement(body, name) for name in model["features"]]


def measurement(bird: dict[str, Any], name: str) -> float:
    """Return one measurement of the bird, in mm. Raises Unusable where it is missing or no number."""
    value = bird.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(f"{name} must be a number of millimetres")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unusable(f"{name} must be a finite number of millimetres")
    return number


def species(values: list[float], model: dict[str, Any]) -> str:
    """Return the species with the highest score."""
    scores = [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    return str(model["species"][scores.index(max(scores))])
