"""Train penguin-id: version 1 here (species from bill length and depth), versions 2 and 3 in `pipeline`.

Run `python -m checker.penguins.train` at the top of the repository. It writes every version's files
beside this one and renews every copy in `exercises` and `solutions`. The same table gives the same
bytes. It needs the dependency group `model`. Source of the table: the Palmer penguins (Horst, Hill and
Gorman 2020, CC0), as the package `palmerpenguins` ships it.
"""

import json
import math
from pathlib import Path
from typing import Any

from checker.penguins import pipeline, reference
from checker.penguins.seal import seal
from checker.penguins.training import DECIMALS, accuracy, ranges, rows

FEATURES = ("bill_length_mm", "bill_depth_mm")
VERSION = "1"


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
    """Return the trained version 1 as it is written: coefficients for measurements in mm, one row per species."""
    # Imported here: only training needs scikit-learn, and nobody who takes the course trains.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # noqa: PLC0415

    values, species = rows(FEATURES)
    scaled, means, spreads = _standardised(values)
    # Newton's method walks to the one optimum; a solver that stops on the way would end elsewhere on another machine.
    classifier = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
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
        "training_ranges": ranges(FEATURES, values),
        "training_rows": len(values),
        "accuracy": accuracy(classifier, scaled, species),
    }


def as_bytes(model: dict[str, Any]) -> bytes:
    """Return the model as the text that is kept: one line per entry, a line feed at the end."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in model.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def originals() -> dict[str, Path]:
    """Return our file for each name that a copy may have: the plain names are version 1 as JSON, 2 as joblib."""
    files = [*reference.MODEL_FILES.values(), *reference.PIPELINE_FILES.values(), reference.TABLE_FILE]
    plain = {"model.json": reference.MODEL_FILE, "model.joblib": reference.PIPELINE_FILES["2"]}
    return {path.name: path for path in files} | plain


def copies(root: Path) -> dict[Path, bytes]:
    """Return what every copy of the artifacts under `exercises` and `solutions` must hold, by its path.

    A `model.sealed` is sealed with the practice token in the `token.txt` beside it.
    """
    held: dict[Path, bytes] = {}
    for folder in (root / "exercises", root / "solutions"):
        for name, original in originals().items():
            held |= dict.fromkeys(folder.rglob(name), original.read_bytes())
        for sealed in folder.rglob("model.sealed"):
            token = sealed.with_name("token.txt").read_text(encoding="utf-8")
            held[sealed] = seal(reference.MODEL_FILE.read_bytes(), token)
    return held


def main() -> None:
    """Train, write the models and renew their copies."""
    model = train()
    reference.MODEL_FILE.write_bytes(as_bytes(model))
    print(f"penguin-id v{VERSION}: accuracy {model['accuracy']:.3f}")
    fitted = pipeline.train()
    for version, path in reference.PIPELINE_FILES.items():
        twin = pipeline.twin(fitted, version)
        reference.MODEL_FILES[version].write_bytes(as_bytes(twin))
        path.write_bytes(pipeline.as_bytes(fitted, version))
        print(f"penguin-id v{version}: accuracy {twin['accuracy']:.3f}")
    renewed = copies(Path(__file__).parents[2])
    for path, content in renewed.items():
        path.write_bytes(content)
    print(f"{len(renewed)} copies renewed")


if __name__ == "__main__":
    main()
