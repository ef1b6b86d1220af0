"""Back to the starter: where it comes from, what happens to the learner's files, and the solution beside them."""

import subprocess
from pathlib import Path

import pytest

from checker import places
from checker.catalog import Exercise, exercises, find
from checker.errors import EnvironmentFault, UsageError
from checker.learner import compare, progress, reset, starters
from checker.learner.noise import is_noise
from checker.outcomes import Outcome
from tests.learner import Home, lay_out
from tests.results import graded

FLASK = find("04")
STARTER = {"Dockerfile": starters.File(b"FROM scratch\n"), "bin/run": starters.File(b"#!/bin/sh\n", executable=True)}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home of this test's own."""
    return lay_out(tmp_path, monkeypatch)


def git(root: Path, *words: str) -> None:
    """Run git as somebody."""
    who = ["-c", "user.name=A", "-c", "user.email=a@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a course in git, on which the learner has committed an answer and edits further."""
    root = tmp_path / "outer" / "course"
    for name in ("checker", f"exercises/{FLASK.name}/data"):
        (root / name).mkdir(parents=True)
    work = root / "exercises" / FLASK.name
    (root / "checker" / "code.py").write_text("1\n", encoding="utf-8")
    (work / "Dockerfile").write_text("FROM starter\n", encoding="utf-8")
    (work / "data" / "birds.csv").write_bytes(b"a\r\n\xff")
    (work / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    (work / "run.sh").chmod(0o755)
    # The repository may be larger than the course.
    git(root.parent, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "The course")
    (work / "Dockerfile").write_text("FROM mine\n", encoding="utf-8")
    git(root, "commit", "--quiet", "-a", "-m", "My answer")
    (work / "Dockerfile").write_text("FROM later\n", encoding="utf-8")
    return root


def test_git_has_the_starter(clone: Path) -> None:
    """It is what the course committed, byte for byte, not what the learner did."""
    assert starters.original(FLASK, clone) == {
        "Dockerfile": starters.File(b"FROM starter\n"),
        "data/birds.csv": starters.File(b"a\r\n\xff"),
        "run.sh": starters.File(b"#!/bin/sh\n", executable=True),
    }


def test_git_has_not_this_exercise(clone: Path) -> None:
    """Another source is asked, and where there is none a line says what to do."""
    with pytest.raises(EnvironmentFault, match="download the course again"):
        starters.original(find("05"), clone)


def test_without_git_a_copy_is_kept(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first grading of any exercise keeps all of them; later ones change nothing."""
    monkeypatch.setenv("PATH", "")
    progress.before({find("01"): home.folder("01-hello-container")})
    given = starters.read(home.folder(FLASK.name))
    (home.folder(FLASK.name) / "Dockerfile").write_text("FROM mine\n", encoding="utf-8")
    starters.keep(exercises())
    assert starters.original(FLASK, tmp_path) == given


def test_what_passes_is_no_starter(home: Home) -> None:
    """A copy that was kept of an answer is forgotten when the answer passes."""
    for outcome, kept in ((Outcome.FAILED, True), (Outcome.PASSED, False)):
        [(exercise, content)] = progress.before({FLASK: home.folder(FLASK.name)}).items()
        progress.remember(graded("04", outcome), exercise, content)
        assert (places.STARTERS / FLASK.name).exists() is kept


def test_what_is_too_large_is_not_kept(home: Home) -> None:
    """A folder with a data set in it is not copied, and no half of it stays."""
    with (home.folder(FLASK.name) / "data.bin").open("wb") as file:
        file.truncate(50_000_000)
    starters.keep([FLASK])
    assert not list(places.STARTERS.glob("04*"))


def test_reset_moves_the_learners_files(home: Home, tmp_path: Path) -> None:
    """All of them go into the backup, links as links; the starter lies in the folder; nothing outside changes."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x", encoding="utf-8")
    folder = home.folder(FLASK.name)
    (folder / "link").symlink_to(outside)
    (folder / "mine" / "deep").mkdir(parents=True)
    (folder / "mine" / "deep" / "note").write_text("mine", encoding="utf-8")
    progress.remember(graded("04", Outcome.FAILED), FLASK, "")
    backup = reset.reset(FLASK, STARTER, now=0.0)
    assert backup
    assert backup.parent == places.BACKUPS
    assert backup.name.startswith("04-flask-endpoint-19")
    assert sorted(path.name for path in backup.iterdir()) == ["Dockerfile", "README.md", "link", "mine"]
    assert (backup / "mine" / "deep" / "note").read_text(encoding="utf-8") == "mine"
    assert (backup / "link").is_symlink()
    assert (outside / "precious").exists()
    assert starters.read(folder) == STARTER
    assert progress.load(FLASK).result is None
    again = reset.reset(FLASK, STARTER, now=0.0)
    assert again
    assert again.name == f"{backup.name}-2"


def test_reset_of_a_folder_that_is_gone(home: Home) -> None:
    """It comes back, and there is nothing to keep."""
    folder = home.folder(FLASK.name)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert reset.reset(FLASK, STARTER) is None
    assert reset.is_starter(folder, STARTER)


def test_reset_does_not_follow_a_link(home: Home, tmp_path: Path) -> None:
    """An exercise's folder that is a link is refused in one line."""
    folder = home.folder(FLASK.name)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is a link"):
        reset.reset(FLASK, STARTER)


def test_a_backup_that_cannot_be_made_changes_nothing(home: Home) -> None:
    """The learner's files stay where they are."""
    before = starters.read(home.folder(FLASK.name))
    home.state.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="Nothing has changed"):
        reset.reset(FLASK, STARTER)
    assert starters.read(home.folder(FLASK.name)) == before


@pytest.mark.parametrize("name", [".Dockerfile.swp", "Dockerfile~", "4913", "__pycache__", ".#app.py", ".DS_Store"])
def test_noise(name: str) -> None:
    """Editors' and tools' files are no work of the learner's."""
    assert is_noise(name)


@pytest.mark.parametrize("name", ["Dockerfile", ".dockerignore", "app.py", "model.json", ".env", "notes.txt", "data"])
def test_work(name: str) -> None:
    """What a learner writes is."""
    assert not is_noise(name)


def laid_out(top: Path, files: dict[str, bytes]) -> Path:
    """Write files under a folder."""
    for name, data in files.items():
        starters.File(data).write(top / name)
    return top


def test_comparison(tmp_path: Path) -> None:
    """It shows lines of yours and of ours, what is no text by its name, and what only you have."""
    both = {"same": b"\xff"}
    mine = {"Dockerfile": b"FROM a\nRUN b\n", "m": b"\xff1", "more": b""}
    good = {"Dockerfile": b"FROM a\nRUN \x07c\n", "m": b"\xff2", ".x": b"y\n"}
    yours, ours = laid_out(tmp_path / "yours", both | mine), laid_out(tmp_path / "ours", both | good)
    found = compare.compare(yours, ours)
    assert found.diffs["Dockerfile"][-2:] == ["-RUN b", "+RUN c"]
    assert found.diffs["m"] == ["The two are not text, and they differ."]
    assert found.diffs[".x"][:2] == ["--- not in yours", "+++ ours/.x"]
    assert sorted(found.diffs) == [".x", "Dockerfile", "m"]
    assert found.only_yours == ("more",)
    assert compare.compare(ours, ours).same


def test_solution_after_a_pass(home: Home) -> None:
    """Before it a line counts what is missing, with --force and after a pass the comparison is shown."""
    exercise: Exercise = find("01")
    assert home.run("solution", "01")[0] == 1
    assert home.run("solution", "01", "--force")[0] == 0
    progress.remember(graded("01"), exercise, "")
    status, said = home.run("solution", "01")
    assert status == 0
    assert "+++ ours/Dockerfile" in said
    assert "\x1b" not in said
