"""The working example: trained the same each time, sampled fairly, sealed and opened again, the same everywhere."""

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import palmerpenguins
import pytest

from checker.penguins import reference
from checker.penguins.sample import MARGIN, close_call, sample
from checker.penguins.seal import seal
from checker.penguins.train import as_bytes, copies, train
from checker.versions import versions

ROOT = Path(__file__).parents[1]
SERVICES = ("04-flask-endpoint", "05-layer-cache", "08-safe-image")
FIRST_BIRD = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}

Unlock = Callable[[bytes, str], bytes]


@pytest.fixture
def unlock(monkeypatch: pytest.MonkeyPatch) -> Unlock:
    """Return the function that exercise 08's unlock.py unlocks with, loaded from the file that learners are given."""
    # A compiled copy would lie among the learner's files.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("unlock", ROOT / "exercises/08-safe-image/unlock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Unlock = module.unlock
    return function


def test_training_again_gives_the_same_bytes() -> None:
    """Trained here and now from the table, the model is the file in the repository, byte for byte."""
    assert as_bytes(train()) == reference.MODEL_FILE.read_bytes()


def test_every_copy_is_the_original() -> None:
    """Models, tables and sealed models in exercises and solutions are what the training script would write."""
    held = copies(ROOT)
    assert {"model.json", "model.joblib", "model.sealed", "penguins.csv"} <= {path.name for path in held}
    assert [path for path, content in held.items() if path.read_bytes() != content] == []


def test_the_table_is_the_package_s() -> None:
    """Our copy of the Palmer penguins holds the rows of the package that ships them."""
    with (Path(palmerpenguins.__file__).parent / "data/penguins.csv").open(encoding="utf-8") as original:
        assert original.read().splitlines() == reference.TABLE_FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("version", reference.MODEL_FILES)
def test_the_model_is_as_good_as_it_says(version: str) -> None:
    """Each version states its accuracy, more than 0.95, and names as many birds of the table rightly."""
    known = reference.model(version)
    assert known.version == version
    measured = [row for row in reference.table() if "NA" not in [row[name] for name in known.features]]
    right = [
        reference.predict({name: float(row[name]) for name in known.features}, version) == row["species"]
        for row in measured
    ]
    assert known.accuracy > 0.95
    assert sum(right) / len(right) == pytest.approx(known.accuracy, abs=0.02)


def test_the_course_s_latest_model_is_the_last_one() -> None:
    """The version in versions.toml is the highest that there is."""
    assert versions()["model"]["latest"] == max(reference.MODEL_FILES, key=int)


def test_the_contract_s_example_is_true() -> None:
    """The bird of the contract is an Adelie penguin, and what the model does not know is ignored."""
    assert reference.predict(FIRST_BIRD) == "Adelie"
    assert reference.predict({**FIRST_BIRD, "body_mass_g": 3750.0}) == "Adelie"
    assert sum(reference.probabilities(FIRST_BIRD).values()) == pytest.approx(1.0)


def test_a_missing_measurement_is_named() -> None:
    """A bird without a bill depth is an error that says so."""
    with pytest.raises(KeyError, match="bill_depth_mm"):
        reference.predict({"bill_length_mm": 39.1})


@pytest.mark.parametrize("version", reference.MODEL_FILES)
@pytest.mark.parametrize("seed", range(10))
def test_a_sample_is_fair(seed: int, version: str) -> None:
    """Birds are new, clear-cut, in the training range, rounded; no species is missing or dominates."""
    known = reference.model(version)
    birds = sample(seed, version=version)
    table = {tuple(row[name] for name in known.features) for row in reference.table()}
    assert Counter(bird.species for bird in birds) == dict.fromkeys(known.species, 4)
    assert len({tuple(bird.measurements.values()) for bird in birds}) == len(birds)
    for bird in birds:
        first, second, _ = sorted(reference.probabilities(bird.measurements, version).values(), reverse=True)
        assert first - second > MARGIN
        assert tuple(str(value) for value in bird.measurements.values()) not in table
        for name, (low, high) in known.ranges.items():
            assert low <= bird.measurements[name] <= high
            assert bird.measurements[name] == round(bird.measurements[name], 0 if name.endswith("_g") else 1)


def test_a_sample_can_be_replayed() -> None:
    """The same seed draws the same birds in the same order, another seed others."""
    assert sample(7) == sample(7)
    assert sample(7) != sample(8)
    assert len(sample(7, count=40)) == 40


@pytest.mark.parametrize("seed", range(5))
def test_a_close_call_needs_its_decimals(seed: int) -> None:
    """Cut off or rounded, its measurements are another species'; as they are, no rounding in a scorer turns them."""
    bird = close_call(seed)
    assert bird == close_call(seed)
    for whole in (round, int):
        assert reference.predict({name: whole(value) for name, value in bird.measurements.items()}) != bird.species
    chances = sorted(reference.probabilities(bird.measurements, "1").values())
    assert chances[-1] - chances[-2] > MARGIN


def test_grading_needs_no_numpy() -> None:
    """A learner's machine grades without the packages that training needs."""
    program = "import sys, checker.penguins.sample as s; s.sample(1); print({'numpy', 'sklearn'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_what_is_sealed_can_be_unlocked(unlock: Unlock) -> None:
    """The script that learners are given opens what the checker seals, with the same token."""
    model = reference.MODEL_FILE.read_bytes()
    sealed = seal(model, "a fresh token")
    assert b"Adelie" not in sealed
    assert unlock(sealed, "a fresh token\n") == model
    assert seal(model, " a fresh token\r\n") == sealed


def test_a_wrong_token_or_a_changed_file_is_refused(unlock: Unlock) -> None:
    """The seal notices both, in words."""
    sealed = seal(b"a model", "a fresh token")
    with pytest.raises(Exception, match="token does not fit"):
        unlock(sealed, "another token")
    with pytest.raises(Exception, match="token does not fit"):
        unlock(sealed[:-8] + b"AAAAAAA\n", "a fresh token")
    with pytest.raises(Exception, match="not a sealed model"):
        unlock(b"{}", "a fresh token")


@pytest.mark.parametrize("token", ["wrong", None])
def test_unlock_ends_with_one_line(tmp_path: Path, token: str | None) -> None:
    """Without the right token, unlock.py writes nothing, prints one line and ends with 1."""
    folder = ROOT / "exercises/08-safe-image"
    target = tmp_path / "model.json"
    command = [sys.executable, str(folder / "unlock.py"), str(folder / "model.sealed"), str(target)]
    environment = {} if token is None else {"ROOKERY_TOKEN": token}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "token" in done.stderr
    assert not target.exists()


def test_solutions_change_only_what_is_to_be_written() -> None:
    """What learners are given stands in the solution unchanged, except what the README names; that stands once."""
    files = (path for path in (ROOT / "exercises").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for given in files:
        exercise, *parts = given.relative_to(ROOT / "exercises").parts
        done = ROOT.joinpath("solutions", exercise, *parts)
        if given.name == "README.md":
            assert not done.exists()
        elif not done.exists() or done.read_bytes() != given.read_bytes():
            readme = (ROOT / "exercises" / exercise / "README.md").read_text(encoding="utf-8")
            assert any(f"`{part}" in readme for part in parts), f"{done} changes, and the README does not say so"


def test_requirements_are_the_course_s_versions() -> None:
    """Each service pins Flask and gunicorn to the versions that the course names, with the same bytes."""
    pinned = versions()["packages"]
    expected = "".join(f"{name}=={pinned[name]}\n" for name in ("flask", "gunicorn"))
    for name in SERVICES:
        assert (ROOT / "exercises" / name / "requirements.txt").read_text(encoding="utf-8") == expected


def test_the_batch_script_scores_as_the_reference_does() -> None:
    """The given score.py agrees with the reference model on unseen birds, as CSV and as JSON lines."""
    birds = sample(3)
    rows = [f"{bird.measurements['bill_length_mm']},{bird.measurements['bill_depth_mm']}" for bird in birds]
    table = "\n".join(["\ufeffbill_length_mm,bill_depth_mm", *rows, ""])
    script = ROOT / "exercises/03-batch-scorer/score.py"
    for arguments in ([], ["-"], ["-", "--format", "json"]):
        command = [sys.executable, str(script), *arguments]
        done = subprocess.run(command, input=table, capture_output=True, encoding="utf-8", check=True)
        if "json" in arguments:
            found = [json.loads(line)["species"] for line in done.stdout.splitlines()]
        else:
            found = [line.rpartition(",")[2] for line in done.stdout.splitlines()[1:]]
        assert found == [bird.species for bird in birds]
