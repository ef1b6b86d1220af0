"""The learner's own layout: what ship.toml names is there, inside the folder, or is told by its field."""

from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.capstone.layout import Layout
from checker.api.failure import Failure

GOOD = '[image]\ncontext = "."\ndockerfile = "service/Dockerfile"\n[scripts]\nfolder = "ops"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a layout in it."""
    for name in ("service", "ops"):
        (tmp_path / name).mkdir()
    (tmp_path / "service" / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    return tmp_path


def read(folder: Path, text: str) -> tuple[Layout, Attempt]:
    """Read a layout."""
    (folder / "ship.toml").write_text(text, encoding="utf-8")
    attempt = Attempt("24-capstone", folder, 7, "run", lambda _: None)
    return Layout.read(attempt), attempt


def told(folder: Path, text: str) -> str:
    """Return what is said of a layout that cannot be used."""
    with pytest.raises(Failure) as caught:
        read(folder, text)
    assert caught.value.expected
    assert caught.value.evidence["reproduce"]
    return caught.value.message


def test_a_layout(folder: Path) -> None:
    """Paths start at the folder of ship.toml; a backslash is a way to write them."""
    layout, attempt = read(folder, GOOD.replace('"service/Dockerfile"', "'service\\Dockerfile'"))
    assert layout.dockerfile.as_posix() == "service/Dockerfile"
    assert layout.scripts_of(attempt) == folder / "ops"


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("service/Dockerfile", "Dockerfile", "image.dockerfile"),
        ("service/Dockerfile", "service", "something else of that name"),
        ('context = "."', 'context = "src"', "image.context"),
        ('context = "."', 'context = ".."', "leads out of this folder"),
        ('context = "."', 'context = "/etc"', "leads out of this folder"),
        ('context = "."', 'context = "C:/work"', "leads out of this folder"),
        ('context = "."', "context = 7", "a text in quotes"),
        ("[scripts]", "[script]", "the table [scripts] is missing"),
        ("dockerfile", "docker-file", "image.dockerfile is missing"),
    ],
)
def test_what_cannot_be_used_is_told(folder: Path, before: str, after: str, part: str) -> None:
    """The message names the field, and what is there instead."""
    assert part in told(folder, GOOD.replace(before, after))


def test_a_link_out_of_the_folder_is_none(folder: Path) -> None:
    """Links lead nowhere else either."""
    (folder / "elsewhere").symlink_to("/etc")
    assert "leads out" in told(folder, GOOD.replace('"."', '"elsewhere"'))


def test_an_empty_dockerfile_is_told(folder: Path) -> None:
    """It is there, and says nothing."""
    (folder / "service" / "Dockerfile").write_text("\n", encoding="utf-8")
    assert "is empty" in told(folder, GOOD)


@pytest.mark.parametrize("scripts", ["", 'folder = ""', 'folder = "nowhere"'])
def test_scripts_may_come_later(folder: Path, scripts: str) -> None:
    """A layout without scripts can be built; whoever asks for them is told."""
    layout, attempt = read(folder, GOOD.replace('folder = "ops"', scripts))
    with pytest.raises(Failure):
        layout.scripts_of(attempt)
