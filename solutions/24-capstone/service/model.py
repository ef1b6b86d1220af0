"""What the notebook has learned, and what a service adds to it: it refuses what it cannot know."""

import json
import math
import os
from pathlib import Path
from typing import Any

#: Spreads on each side of an estimate: about 95 of 100 birds lie between.
WIDTH = 2

#: The release, which the build has written into the image.
VERSION = os.environ.get("VERSION") or "1"

_learned: dict[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))


class Wrong(Exception):
    """A bird that the model does not answer for: the name of each wrong field, and what is wrong with it."""

    def __init__(self, fields: dict[str, str]) -> None:
        """Keep the fields."""
        super().__init__(str(fields))
        self.fields = fields


def estimate(bird: Any) -> dict[str, Any]:
    """Return the mass of a bird, its interval and the release. Raises Wrong where the model cannot know."""
    if not isinstance(bird, dict):
        raise Wrong({"bird": "must be a JSON object with a species and three lengths"})
    fields = {name: problem for name in ["species", *_learned["ranges"]] if (problem := _problem(bird, name))}
    if fields:
        raise Wrong(fields)
    mass = _learned["intercept"] + _learned["species"][bird["species"]]
    mass += sum(weight * bird[name] for name, weight in _learned["coefficients"].items())
    around = WIDTH * _learned["spread_g"]
    return {
        "body_mass_g": round(mass, 1),
        "low_g": round(mass - around, 1),
        "high_g": round(mass + around, 1),
        "model_version": VERSION,
    }


def _problem(bird: dict[str, Any], name: str) -> str:
    """Return what is wrong with a field of a bird; nothing where all is well."""
    if name not in bird:
        return "is missing"
    if name == "species":
        known = _learned["species"]
        return "" if isinstance(bird[name], str) and bird[name] in known else f"must be one of {', '.join(known)}"
    low, high = _learned["ranges"][name]
    if not is_number(bird[name]):
        return "must be a number of millimetres"
    return "" if low <= bird[name] <= high else f"must lie between {low} and {high} mm: no bird we know is like that"


def is_number(value: Any) -> bool:
    """Tell whether a value of JSON is a number that can be calculated with: true, NaN and 1e999 are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def card() -> dict[str, Any]:
    """Return what somebody should know before they use the model."""
    return {
        "model": _learned["model"],
        "model_version": VERSION,
        "species": list(_learned["species"]),
        "features": {
            name: {"unit": "mm", "minimum": low, "maximum": high} for name, (low, high) in _learned["ranges"].items()
        },
        "training_rows": _learned["training_rows"],
        "spread_g": _learned["spread_g"],
        "intended_use": "Estimating the body mass of adult penguins from a photograph, without handling them.",
        "limitations": "Trained on three species of the Palmer Archipelago; knows no chicks and no other species.",
    }
