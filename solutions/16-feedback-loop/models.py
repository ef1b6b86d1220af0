"""The versions of penguin-id: each takes the measurements of a bird and answers as `POST /predict` does."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from werkzeug.exceptions import BadRequest

HERE = Path(__file__).parent

#: What version 2 was trained on, in its order: three in mm, one in g. Feedback holds all of them.
MEASUREMENTS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")

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


def version_1() -> Model:
    """Load version 1: coefficients for two measurements, in a JSON file."""
    model = json.loads((HERE / "model.json").read_text(encoding="utf-8"))

    def answer(bird: dict[str, Any]) -> Answer:
        values = measurements(bird, model["features"]).values()
        scores = [
            intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
            for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
        ]
        return {"species": model["species"][scores.index(max(scores))], "model_version": "1"}

    return answer


def version_2() -> Model:
    """Load version 2: a scikit-learn pipeline of four measurements, in a joblib file."""
    import joblib  # noqa: PLC0415  (it brings scikit-learn along, which takes a second that version 1 need not wait)

    model = joblib.load(HERE / "model.joblib")

    def answer(bird: dict[str, Any]) -> Answer:
        values = measurements(bird, MEASUREMENTS)
        chances = model.predict_proba([list(values.values())])[0]
        probabilities = {str(name): float(chance) for name, chance in zip(model.classes_, chances, strict=True)}
        species = max(probabilities, key=probabilities.__getitem__)
        return {"species": species, "probabilities": probabilities, "model_version": "2"}

    return answer


#: How each version is loaded.
VERSIONS = {"1": version_1, "2": version_2}
