"""mass-id: trained the same each time, fairly sampled, and what the notebook says it is."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from checker.penguins import mass, reference
from checker.penguins.train import as_bytes

ROOT = Path(__file__).parents[1]


def test_training_again_gives_the_same_bytes() -> None:
    """Trained here and now from the table, the model is the file in the repository, byte for byte."""
    assert as_bytes(mass.train()) == mass.MODEL_FILE.read_bytes()


def test_about_95_of_100_birds_lie_in_the_interval() -> None:
    """The interval is as wide as it says."""
    birds = [row for row in reference.table() if "NA" not in [row[name] for name in (*mass.FEATURES, mass.TARGET)]]
    off = [
        mass.estimate_mass({"species": row["species"], **{name: float(row[name]) for name in mass.FEATURES}})
        - float(row[mass.TARGET])
        for row in birds
    ]
    inside = sum(abs(error) <= mass.WIDTH * mass.mass_spread() for error in off)
    assert inside / len(off) == pytest.approx(0.95, abs=0.02)
    assert sum(off) / len(off) == pytest.approx(0, abs=0.01)


def test_birds_are_new_and_of_every_species() -> None:
    """The same for the same seed, in the ranges of the table, and not in it."""
    birds = mass.mass_birds(7)
    assert birds == mass.mass_birds(7)
    assert birds != mass.mass_birds(8)
    assert {bird.species for bird in birds} == set(mass.SPECIES)
    for bird in birds:
        assert dict[str, object](bird.measurements)["species"] == bird.species
        assert all(low <= bird.measurements[name] <= high for name, (low, high) in mass.ranges().items())


def test_the_notebook_runs_and_agrees() -> None:
    """Its cells print what stands in it, and learn what the reference model knows, to less than a gram."""
    folder = ROOT / "exercises" / "24-capstone"
    cells = json.loads((folder / "mass.ipynb").read_text(encoding="utf-8"))["cells"]
    found: dict[str, Any] = {}
    with contextlib.chdir(folder):
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec("".join(cell["source"]), found)  # noqa: S102  (ours)
            assert said.getvalue() == "".join(text for one in cell["outputs"] for text in one["text"])
    known = mass.model()
    shifts = [known["intercept"], *list(known["species"].values())[1:], *known["coefficients"].values()]
    assert [float(weight) for weight in found["weights"]] == pytest.approx(shifts, abs=1e-4)
    assert float(found["spread"]) == pytest.approx(mass.mass_spread(), abs=1e-4)


def test_the_notebook_is_a_notebook() -> None:
    """It has the form of version 4.5: cells with ids of their own, outputs where something was printed."""
    notebook = json.loads((ROOT / "exercises/24-capstone/mass.ipynb").read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
