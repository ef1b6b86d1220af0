"""Remembered verdicts: the same work gets the same verdict without grading, anything else does not."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checker.catalog import find
from checker.grading import memory
from checker.outcomes import Outcome
from tests.results import graded

IMAGES = "python:3.13-slim=sha256:1"


@pytest.fixture(autouse=True)
def verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty place for verdicts."""
    place = tmp_path / "state" / "verdicts"
    monkeypatch.setattr(memory, "VERDICTS", place)
    return place


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a learner's folder."""
    folder = tmp_path / "work"
    (folder / "src").mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM python:3.13-slim\n", encoding="ascii")
    (folder / "src" / "app.py").write_text("app = 1\n", encoding="ascii")
    (folder / "src" / "link").symlink_to("app.py")
    return folder


@pytest.fixture
def forget() -> Iterator[Callable[[], None]]:
    """Return what makes the next key read the checker anew; so does the next test's."""
    clear: Callable[[], None] = vars(memory)["_checker"].cache_clear
    clear()
    yield clear
    clear()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a checker of three files."""
    top = tmp_path / "project"
    (top / "checker" / "exercises").mkdir(parents=True)
    for name in ("checker/exercises/ex04.toml", "checker/api.py", "constraints.txt"):
        (top / name).touch()
    monkeypatch.setattr(memory, "ROOT", top)
    return top


def key(folder: Path, images: str = IMAGES, exercise: str = "04") -> str:
    """Return the verdict's name."""
    return memory.key(find(exercise), folder, images)


def test_the_same_content_has_the_same_key(work: Path, tmp_path: Path) -> None:
    """Wherever it lies, whenever it was written, and whatever Python's cache holds."""
    before = key(work)
    (work / "src" / "__pycache__").mkdir()
    (work / "src" / "__pycache__" / "app.pyc").touch()
    os.utime(work / "Dockerfile", (1, 1))
    assert key(work) == before
    assert key(work.rename(tmp_path / "elsewhere")) == before


def replaced(path: Path) -> Path:
    """Take a file away, to write another in its place."""
    path.unlink()
    return path


CHANGES: dict[str, Callable[[Path], object]] = {
    "a byte": lambda work: (work / "src" / "app.py").write_text("app = 2\n", encoding="ascii"),
    "a name": lambda work: (work / "src" / "app.py").rename(work / "src" / "App.py"),
    "a mode": lambda work: (work / "src" / "app.py").chmod(0o755),
    "a new file": lambda work: (work / ".dockerignore").touch(),
    "a file less": lambda work: (work / "Dockerfile").unlink(),
    "a file moved": lambda work: (work / "src" / "app.py").rename(work / "app.py"),
    "a link less": lambda work: (work / "src" / "link").unlink(),
    "a link's target": lambda work: replaced(work / "src" / "link").symlink_to("other.py"),
    "a file for a link": lambda work: replaced(work / "src" / "link").write_text("app.py", encoding="ascii"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_folder_is_graded_again(change: str, work: Path) -> None:
    """Contents, names, modes, links: all of it reaches the build."""
    before = key(work)
    CHANGES[change](work)
    assert key(work) != before


def test_another_base_image_or_exercise_is_graded_again(work: Path) -> None:
    """The same tag with another id is another image."""
    assert len({key(work), key(work, images="python:3.13-slim=sha256:2"), key(work, exercise="05")}) == 3


@pytest.mark.parametrize("changed", ["checker/exercises/ex04.toml", "checker/api.py", "constraints.txt"])
def test_another_checker_grades_again(changed: str, work: Path, project: Path, forget: Callable[[], None]) -> None:
    """Its code, its words and the packages that it uses decide a verdict too."""
    before = key(work)
    forget()
    assert key(work) == before
    (project / changed).write_text("changed", encoding="ascii")
    forget()
    assert key(work) != before


def test_links_are_not_followed(work: Path, tmp_path: Path) -> None:
    """What lies outside the folder is not read, a circle ends, and a link to nowhere is no error."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (work / "out").symlink_to(outside)
    (work / "circle").symlink_to(work)
    (work / "nowhere").symlink_to(tmp_path / "nowhere")
    before = key(work)
    (outside / "secret").write_text("changed", encoding="ascii")
    assert key(work) == before


def test_a_pass_is_remembered(verdicts: Path) -> None:
    """It comes back as it was, and says that it is remembered."""
    memory.keep("name", graded("04"))
    found = memory.recall("name")
    assert found
    assert found.remembered
    assert found.plain() == graded("04").plain()
    assert [path.name for path in verdicts.iterdir()] == ["name.json"]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_GRADED])
def test_only_a_pass_is_remembered(outcome: Outcome, verdicts: Path) -> None:
    """Whoever failed is graded again whenever they ask."""
    memory.keep("name", graded("04", outcome))
    assert memory.recall("name") is None
    assert not verdicts.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"checks": [{}]}', '{"checks": [1]}', "\ud800"])
def test_a_broken_file_is_no_verdict(text: str, verdicts: Path) -> None:
    """It is graded again, which writes it anew."""
    verdicts.mkdir(parents=True)
    (verdicts / "name.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert memory.recall("name") is None
    memory.keep("name", graded("04"))
    assert memory.recall("name")


def test_a_file_from_another_version_is_no_verdict(verdicts: Path) -> None:
    """A field more or less, and an outcome that there is not."""
    plain = graded("04").plain()
    verdicts.mkdir(parents=True)
    for change in ({"more": 1}, {"outcome": "great"}):
        broken = {**plain, "checks": [{**plain["checks"][0], **change}]}
        (verdicts / "name.json").write_text(json.dumps(broken), encoding="utf-8")
        assert memory.recall("name") is None


def test_where_nothing_can_be_written_nothing_is_remembered(verdicts: Path) -> None:
    """A full or a read-only disk costs speed, not the run."""
    verdicts.parent.mkdir(parents=True)
    verdicts.write_text("a file where the folder should be", encoding="ascii")
    memory.keep("name", graded("04"))
    assert memory.recall("name") is None
