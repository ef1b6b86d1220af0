"""What the training of every version shares: the rows of the table, their ranges, and how good a model is."""

from collections.abc import Sequence
from typing import Any

from checker.penguins import reference

#: Decimals kept: far fewer than the solver reaches, so that another processor's last bits do not show.
DECIMALS = 6
FOLDS = 5


def rows(features: Sequence[str]) -> tuple[list[list[float]], list[str]]:
    """Return the measurements (rows x features, mm and g) and the species of every bird that was measured."""
    measured = [row for row in reference.table() if "NA" not in [row[name] for name in features]]
    return [[float(row[name]) for name in features] for row in measured], [row["species"] for row in measured]


def ranges(features: Sequence[str], values: Sequence[Sequence[float]]) -> dict[str, list[float]]:
    """Return the lowest and the highest value of each feature."""
    return {name: [min(column), max(column)] for name, column in zip(features, zip(*values, strict=True), strict=True)}


def accuracy(classifier: Any, values: Sequence[Sequence[float]], species: Sequence[str]) -> float:
    """Return the share of birds that are named rightly in five-fold cross-validation, with three decimals."""
    # Imported here: only training needs scikit-learn, and nobody who takes the course trains.
    from sklearn.model_selection import (  # type: ignore[import-untyped]  # noqa: PLC0415
        StratifiedKFold,
        cross_val_score,
    )

    folds = StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=0)
    return round(float(cross_val_score(classifier, values, species, cv=folds).mean()), 3)
