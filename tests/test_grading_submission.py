"""A submission is a folder of exercise folders; what is none is said in one line, with what to type."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.catalog import exercises, select
from checker.errors import UsageError
from checker.grading.submission import OWN, folders, open_submission


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """Return a submission with the exercises 01 and 04."""
    top = tmp_path / "ada"
    for name in ("01-hello-container", "04-flask-endpoint"):
        (top / name).mkdir(parents=True)
        (top / name / "Dockerfile").touch()
    return top


def refused(top: Path, asked: Sequence[str] = ()) -> str:
    """Return the line with which a submission is refused."""
    with pytest.raises(UsageError) as caught:
        folders(top, select(asked), all_named=bool(asked))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_a_name_it_is_the_learners_own() -> None:
    """The exercises that came with the course."""
    assert open_submission(None) == OWN


def test_a_name_is_taken_from_where_one_stands(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative name becomes absolute, so that workers find it too."""
    monkeypatch.chdir(submission.parent)
    assert open_submission("ada") == submission


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    """The line repeats the name."""
    with pytest.raises(UsageError, match=r"There is no folder .*nowhere\. Type: nox -s check -- --submission DIR"):
        open_submission(str(tmp_path / "nowhere"))


def test_a_file_is_no_submission(submission: Path) -> None:
    """Its Dockerfile, say."""
    with pytest.raises(UsageError, match="is a file, not a folder of exercises"):
        open_submission(str(submission / "04-flask-endpoint" / "Dockerfile"))


def test_a_folder_that_cannot_be_read(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's reason stands in the line."""

    def denied(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(UsageError, match=r"The folder .*ada cannot be read: Permission denied\."):
        open_submission(str(submission))


def test_what_is_there_is_graded(submission: Path) -> None:
    """Where no exercise is named, those that are missing are not asked for."""
    found = folders(submission, select([]), all_named=False)
    assert {exercise.name: folder for exercise, folder in found.items()} == {
        "01-hello-container": submission / "01-hello-container",
        "04-flask-endpoint": submission / "04-flask-endpoint",
    }


def test_what_is_named_has_to_be_there(submission: Path) -> None:
    """The first that is missing is named, and how to see what is there."""
    assert refused(submission, ["04", "05"]) == f"{submission} holds no folder 05-layer-cache. Type: ls {submission}"


def test_a_folder_without_exercises(tmp_path: Path) -> None:
    """There is nothing to grade, whether exercises were named or not."""
    assert "holds no folder 01-hello-container" in refused(tmp_path)


def test_a_file_in_place_of_an_exercise(tmp_path: Path) -> None:
    """A file with the name of an exercise is not its folder."""
    (tmp_path / "04-flask-endpoint").touch()
    assert "holds no folder 04-flask-endpoint" in refused(tmp_path, ["04"])


@pytest.mark.parametrize("asked", [(), ("04",)])
def test_an_exercise_in_place_of_a_submission(asked: Sequence[str], submission: Path) -> None:
    """Whoever names the exercise's own folder reads the command that was meant."""
    said = refused(submission / "04-flask-endpoint", asked)
    assert said.endswith(f"is one exercise. Type: nox -s check -- 04-flask-endpoint --submission {submission}")


def test_a_file_that_cannot_be_read(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build could not send it either: the line says how to mend that, and links are left alone."""
    secret = submission / "04-flask-endpoint" / "token.txt"
    secret.touch()
    (submission / "04-flask-endpoint" / "link").symlink_to("nowhere")
    monkeypatch.setattr(os, "access", lambda path, _: path != secret)
    assert refused(submission) == f"The file {secret} cannot be read. Type: chmod u+r {secret}"


def test_a_folder_below_that_cannot_be_read(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names that folder."""
    closed = str(submission / "01-hello-container" / "data")
    (submission / "01-hello-container" / "data").mkdir()
    scandir = os.scandir

    def denied(path: str) -> object:
        if os.fspath(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert refused(submission) == f"The folder {closed} cannot be read: Permission denied."


def test_the_learners_own_folder_holds_every_exercise() -> None:
    """Nothing is missing of what a learner is given."""
    assert list(folders(OWN, exercises(), all_named=True)) == list(exercises())
