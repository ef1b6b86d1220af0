"""Read the model's file, and wait for it where it is not there yet, or not whole. Given, and right as it is.

    model = load(Path("model_v3.json"))

The model of another station comes over a slow line, and its file grows while it comes. `load` returns when all of it
has arrived, which may take minutes. It returns a dict: `version`, `species`, `features` (the names of the measurements,
in the order of the coefficients), `intercepts`, `coefficients`, `training_ranges` (lowest and highest value of each
measurement, both still allowed), `training_rows` and `accuracy`.

    probabilities(model, {"bill_length_mm": 39.1, ...})

returns the probability of each species for a bird with all of the measurements, as finite numbers.
"""

import json
import math
import time
from pathlib import Path
from typing import Any

#: Seconds between two looks at a file that is not whole.
PAUSE = 0.1


def load(path: Path) -> dict[str, Any]:
    """Return the model, once its file is whole."""
    while True:
        try:
            model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            time.sleep(PAUSE)
        else:
            return model


def probabilities(model: dict[str, Any], bird: dict[str, float]) -> dict[str, float]:
    """Return the probability of each species for one bird."""
    scores = [
        intercept + sum(weight * bird[name] for weight, name in zip(weights, model["features"], strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    # The largest score is taken away first: exp() of a large number overflows.
    weights = [math.exp(score - max(scores)) for score in scores]
    return {name: weight / sum(weights) for name, weight in zip(model["species"], weights, strict=True)}
