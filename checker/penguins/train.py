"""Train version 1 of penguin-id: species from bill length and depth.

Run `python -m checker.penguins.train` at the top of the repository. It writes `model_v1.json` beside
this file and renews every copy in `exercises` and `solutions`. The same table gives the same bytes.
It needs the dependency group `model`. Source of the table: the Palmer penguins (Horst, Hill and
Gorman 2020, CC0), as the package `palmerpenguins` ships it.
"""

import json
import math
from pathlib import Path
from typing import Any

from checker.penguins import reference
from checker.penguins.seal import seal

FEATURES = ("bill_length_mm", "bill_depth_mm")
VERSION = "1"
#: Decimals kept: far fewer than the solver reaches, so that another processor's last bits do not show.
DECIMALS = 6
FOLDS = 5


def _rows() -> tuple[list[list[float]], list[str]]:
    """Return the measurements (rows x features, mm) and the species of every bird that was measured."""
    measured = [row for row in reference.table() if "NA" not in [row[name] for name in FEATURES]]
    return [[float(row[name]) for name in FEATURES] for row in measured], [row["species"] for row in measured]


def _standardised(values: list[list[float]]) -> tuple[list[list[float]], list[float], list[float]]:
    """Return the values with mean 0 and deviation 1 in each column, the means and the deviations."""
    columns = list(zip(*values, strict=True))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [[(x - m) / s for x, m, s in zip(row, means, spreads, strict=True)] for row in values]
    return scaled, means, spreads


def train() -> dict[str, Any]:
    """Return the trained model as it is written: coefficients for measurements in mm, one row per species.

    `accuracy` is the share of birds named rightly in five-fold cross-validation.
    """
    # Imported here: only training needs scikit-learn, and nobody who takes the course trains.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # noqa: PLC0415
    from sklearn.model_selection import (  # type: ignore[import-untyped]  # noqa: PLC0415
        StratifiedKFold,
        cross_val_score,
    )

    values, species = _rows()
    scaled, means, spreads = _standardised(values)
    # Newton's method walks to the one optimum; a solver that stops on the way would end elsewhere on another machine.
    classifier = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
    folds = StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=0)
    accuracy = float(cross_val_score(classifier, scaled, species, cv=folds).mean())
    classifier.fit(scaled, species)
    # The scaling goes into the coefficients, so that whoever scores needs nothing but a sum.
    weights = [[float(w) / s for w, s in zip(row, spreads, strict=True)] for row in classifier.coef_]
    shifts = [math.fsum(w * m for w, m in zip(row, means, strict=True)) for row in weights]
    return {
        "model": "penguin-id",
        "version": VERSION,
        "species": [str(name) for name in classifier.classes_],
        "features": list(FEATURES),
        "intercepts": [
            round(float(start) - shift, DECIMALS) for start, shift in zip(classifier.intercept_, shifts, strict=True)
        ],
        "coefficients": [[round(weight, DECIMALS) for weight in row] for row in weights],
        "training_ranges": {
            name: [min(column), max(column)] for name, column in zip(FEATURES, zip(*values, strict=True), strict=True)
        },
        "training_rows": len(values),
        "accuracy": round(accuracy, 3),
    }


def as_bytes(model: dict[str, Any]) -> bytes:
    """Return the model as the text that is kept: one line per entry, a line feed at the end."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in model.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def copies(root: Path) -> dict[Path, bytes]:
    """Return what every copy of the artifacts under `exercises` and `solutions` must hold, by its path.

    A `model.sealed` is sealed with the practice token in the `token.txt` beside it.
    """
    model = reference.MODEL_FILE.read_bytes()
    held: dict[Path, bytes] = {}
    for folder in (root / "exercises", root / "solutions"):
        held |= dict.fromkeys(folder.rglob("model.json"), model)
        held |= dict.fromkeys(folder.rglob("penguins.csv"), reference.TABLE_FILE.read_bytes())
        for sealed in folder.rglob("model.sealed"):
            held[sealed] = seal(model, sealed.with_name("token.txt").read_text(encoding="utf-8"))
    return held


def main() -> None:
    """Train, write the model and renew its copies."""
    model = train()
    reference.MODEL_FILE.write_bytes(as_bytes(model))
    reference.model.cache_clear()
    renewed = copies(Path(__file__).parents[2])
    for path, content in renewed.items():
        path.write_bytes(content)
    print(f"penguin-id v{VERSION}: accuracy {model['accuracy']:.3f}, {len(renewed)} copies renewed")


if __name__ == "__main__":
    main()
