"""Versions 2 and 3: trained the same each time, and their files, twins and reference scores say the same."""

import warnings
from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
import pytest

from checker.penguins import pipeline, reference
from checker.penguins.sample import sample
from checker.penguins.train import as_bytes
from checker.versions import versions

FIRST_BIRD = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181.0, "body_mass_g": 3750.0}
CHICK = {"bill_length_mm": 18.2, "bill_depth_mm": 9.6, "flipper_length_mm": 96.0, "body_mass_g": 1100.0}


@pytest.fixture(scope="module")
def fitted() -> Any:
    """Return the pipeline, trained here and now."""
    return pipeline.train()


def load(path: Path) -> Any:
    """Return the pipeline of a joblib file; a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return joblib.load(path)


@pytest.mark.parametrize("version", reference.PIPELINE_FILES)
def test_training_twice_gives_the_same_bytes(fitted: Any, version: str) -> None:
    """The joblib file and its twin depend on the table alone."""
    again = pipeline.train()
    assert pipeline.as_bytes(again, version) == pipeline.as_bytes(fitted, version)
    assert as_bytes(pipeline.twin(again, version)) == as_bytes(pipeline.twin(fitted, version))


@pytest.mark.parametrize("version", reference.PIPELINE_FILES)
def test_the_files_are_what_training_gives(fitted: Any, version: str) -> None:
    """The twin byte for byte; the pipeline number by number, for another numpy may write the same numbers otherwise."""
    assert as_bytes(pipeline.twin(fitted, version)) == reference.MODEL_FILES[version].read_bytes()
    kept = load(reference.PIPELINE_FILES[version])
    assert [name for name, _ in kept.steps] == [name for name, _ in fitted.steps]
    assert kept.classes_.tolist() == fitted.classes_.tolist()
    for step, names in ((0, ("mean_", "scale_", "var_")), (1, ("coef_", "intercept_"))):
        for name in names:
            assert getattr(kept[step], name) == pytest.approx(getattr(fitted[step], name), abs=1e-9)


@pytest.mark.parametrize("version", reference.PIPELINE_FILES)
def test_the_twin_answers_as_the_pipeline(version: str) -> None:
    """Species and probabilities of unseen birds are the same from the joblib file and from plain Python."""
    kept = load(reference.PIPELINE_FILES[version])
    for bird in sample(11, 60, version):
        row = [list(bird.measurements.values())]
        expected = reference.probabilities(bird.measurements, version)
        assert dict(zip(kept.classes_, kept.predict_proba(row)[0], strict=True)) == pytest.approx(expected, abs=1e-8)
        assert kept.predict(row)[0] == bird.species


def test_the_pipeline_bears_the_version_of_scikit_learn_that_the_course_names() -> None:
    """Whoever loads it with that version is not warned; the file says which it is."""
    content = reference.PIPELINE_FILES["2"].read_bytes()
    assert versions()["packages"]["scikit-learn"].encode() in content
    load(reference.PIPELINE_FILES["2"])


def test_another_scikit_learn_does_not_train(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of another version under the same name would warn in every exercise."""
    monkeypatch.setattr("sklearn.__version__", "0.1")
    with pytest.raises(RuntimeError, match=r"scikit-learn 0\.1"):
        pipeline.train()


def test_version_3_is_version_2_that_refuses() -> None:
    """Inside the training ranges both say the same; outside, version 3 names what it refuses."""
    assert reference.probabilities(FIRST_BIRD, "3") == reference.probabilities(FIRST_BIRD, "2")
    assert max(reference.probabilities(CHICK, "2").values()) > 0.9, "the confident nonsense of the story"
    assert reference.outside(CHICK, "2") == list(CHICK)
    with pytest.raises(reference.OutsideRangeError, match=r"bill_length_mm.*body_mass_g"):
        reference.predict(CHICK, "3")


def test_the_ends_of_a_range_are_inside() -> None:
    """A bird as heavy as the heaviest of the table is answered."""
    known = reference.model("3")
    for name, ends in known.ranges.items():
        for end in ends:
            assert reference.outside({**FIRST_BIRD, name: end}, "3") == []
        assert reference.outside({**FIRST_BIRD, name: ends[1] + 0.1}, "3") == [name]


def test_the_file_of_version_3_carries_its_ranges() -> None:
    """A service that has only the joblib file knows what to refuse."""
    kept = load(reference.PIPELINE_FILES["3"])
    assert {name: tuple(ends) for name, ends in kept.training_ranges.items()} == reference.model("3").ranges
