"""Train mass-id as the notebook does, and write what a service needs to know: `python train.py TABLE MODEL`.

Least squares with numpy. The service that loads the model needs no numpy: scoring is a sum.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np

LENGTHS = ["flipper_length_mm", "bill_length_mm", "bill_depth_mm"]
MASS = "body_mass_g"


def main(table: str, model: str) -> None:
    """Fit all birds of the table that were measured and weighed."""
    with Path(table).open(encoding="utf-8", newline="") as file:
        birds = [bird for bird in csv.DictReader(file) if "NA" not in [bird[name] for name in (*LENGTHS, MASS)]]
    species = sorted({bird["species"] for bird in birds})
    rows = np.array(
        [
            [1.0, *(float(bird["species"] == name) for name in species[1:]), *(float(bird[name]) for name in LENGTHS)]
            for bird in birds
        ]
    )
    masses = np.array([float(bird[MASS]) for bird in birds])
    weights = np.linalg.lstsq(rows, masses, rcond=None)[0]
    left = masses - rows @ weights
    intercept, *shifts = weights[: len(species)].tolist()
    learned = {
        "model": "mass-id",
        "intercept": intercept,
        "species": dict(zip(species, [0.0, *shifts], strict=True)),
        "coefficients": dict(zip(LENGTHS, weights[len(species) :].tolist(), strict=True)),
        "ranges": {
            name: [min(values), max(values)] for name in LENGTHS for values in [[float(bird[name]) for bird in birds]]
        },
        "training_rows": len(birds),
        "spread_g": float(np.sqrt((left**2).sum() / (len(masses) - len(weights)))),
    }
    Path(model).write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
