"""Versions 2 and 3 of penguin-id: a scikit-learn pipeline of all four measurements, and its twin as JSON.

Version 3 is version 2 and the training ranges: a service refuses what lies outside them. The file is
trained with the scikit-learn that versions.toml names; another one warns when it loads it.
"""

import io
import math
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from checker.penguins.training import DECIMALS, accuracy, ranges, rows
from checker.versions import versions

FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
#: Decimals of the twin: it is computed from the rounded pipeline, so that more of them are the same everywhere.
TWIN_DECIMALS = 12
#: pickle's own default changes with Python.
PROTOCOL = 4


def train() -> Any:
    """Return the pipeline: measurements in mm and g, in the order of FEATURES, to species and probabilities.

    Raises RuntimeError where another scikit-learn is installed than the course names.
    """
    from sklearn import __version__  # type: ignore[import-untyped]  # noqa: PLC0415

    if __version__ != versions()["packages"]["scikit-learn"]:
        raise RuntimeError(f"scikit-learn {__version__} is not the one of versions.toml: install the group `model`.")
    values, species = rows(FEATURES)
    fitted = _untrained().fit(values, species)
    scaler, classifier = fitted[0], fitted[1]
    # The last bits differ between processors: without them the file is the same everywhere.
    scaler.mean_, scaler.scale_ = scaler.mean_.round(DECIMALS), scaler.scale_.round(DECIMALS)
    scaler.var_ = (scaler.scale_**2).round(DECIMALS)
    classifier.coef_, classifier.intercept_ = classifier.coef_.round(DECIMALS), classifier.intercept_.round(DECIMALS)
    return fitted


def _untrained() -> Any:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]  # noqa: PLC0415

    # Newton's method walks to the one optimum; a solver that stops on the way would end elsewhere on another machine.
    return make_pipeline(StandardScaler(), LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000))


def twin(fitted: Any, version: str) -> dict[str, Any]:
    """Return the same model as coefficients for raw measurements, in the form of version 1."""
    values, species = rows(FEATURES)
    scaler, classifier = fitted[0], fitted[1]
    means, spreads = scaler.mean_.tolist(), scaler.scale_.tolist()
    weights = [_unscaled(row, spreads) for row in classifier.coef_.tolist()]
    shifts = [math.fsum(w * m for w, m in zip(row, means, strict=True)) for row in weights]
    starts = classifier.intercept_.tolist()
    return {
        "model": "penguin-id",
        "version": version,
        "species": [str(name) for name in classifier.classes_],
        "features": list(FEATURES),
        "intercepts": [round(start - shift, TWIN_DECIMALS) for start, shift in zip(starts, shifts, strict=True)],
        "coefficients": [[round(weight, TWIN_DECIMALS) for weight in row] for row in weights],
        "training_ranges": ranges(FEATURES, values),
        "training_rows": len(values),
        "accuracy": accuracy(_untrained(), values, species),
        **({"refuses_outside_training_ranges": True} if version == "3" else {}),
    }


def _unscaled(row: Sequence[float], spreads: Sequence[float]) -> list[float]:
    return [weight / spread for weight, spread in zip(row, spreads, strict=True)]


def as_bytes(fitted: Any, version: str) -> bytes:
    """Return the pipeline as a joblib file; version 3 carries its ranges as the attribute `training_ranges`."""
    import joblib  # type: ignore[import-untyped]  # noqa: PLC0415

    kept = deepcopy(fitted)
    if version == "3":
        values, _ = rows(FEATURES)
        kept.training_ranges = ranges(FEATURES, values)
    file = io.BytesIO()
    joblib.dump(kept, file, protocol=PROTOCOL)
    return file.getvalue()
