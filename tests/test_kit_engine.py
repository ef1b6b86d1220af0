"""The kit on real engines: the stand-ins behave like the official images, and a kit file carries them.

Needs root on Debian or Ubuntu: the images are made there, and a second dockerd is started.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.engine import images
from checker.engine.command import docker
from checker.kit.recipe import RECIPES, WHEELHOUSE
from checker.kit.scratch import PREFIX
from tests.second_engine import second_engine

pytestmark = pytest.mark.engine

IDIOMS = Path(__file__).parent / "kit_idioms"
KIT = {recipe.name: recipe for recipe in RECIPES}
PYTHON, BUSYBOX = KIT["python"], KIT["busybox"]


#: The engine that this machine has, before a test turns to another one.
OWN = {"DOCKER_HOST": os.environ["DOCKER_HOST"]} if "DOCKER_HOST" in os.environ else {}


def kit(*arguments: str, host: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `kit ARGUMENTS` as a person does, on this machine's engine or on the one that `host` names."""
    others = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
    environment = {**others, **({"DOCKER_HOST": host} if host else OWN)}
    command = [sys.executable, "-m", "checker", "kit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def another() -> Iterator[str]:
    """Start a second engine without any image, away from the first, and return its address."""
    with second_engine() as second:
        yield second.host


@pytest.fixture
def empty(another: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Talk to the second engine in this test, after removing what earlier tests brought."""
    monkeypatch.setenv("DOCKER_HOST", another)
    if found := images.present([name for recipe in RECIPES for name in recipe.references]):
        docker("image", "rm", *found)
    return another


def test_what_dockerfiles_do_works_without_network(tmp_path: Path) -> None:
    """Every usual way to install with pip or uv, in one stage and in two, builds on the stand-in."""
    lines = WHEELHOUSE.read_text(encoding="utf-8").split("\n")
    begin = next(number for number, line in enumerate(lines) if line.startswith("iniconfig=="))
    (tmp_path / "hashed.txt").write_text("\n".join(lines[begin : begin + 3]).rstrip("\\ \n"), encoding="utf-8")
    command = ["docker", "build", "--network=none", "--output=type=cacheonly", "--progress=plain"]
    command += ["--build-context", f"hashed={tmp_path}", str(IDIOMS)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-3000:]


def test_the_busybox_is_of_the_version_that_its_tag_says() -> None:
    """The number in versions.toml is honest."""
    if BUSYBOX.reference not in images.present([BUSYBOX.reference]):
        assert kit("build", "busybox").returncode == 0
    command = ["docker", "run", "--rm", "--network=none", BUSYBOX.reference, "busybox"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"BusyBox v{BUSYBOX.reference.partition(':')[2]}.")


def test_a_kit_file_brings_every_name_to_an_engine_without_images(empty: str, tmp_path: Path) -> None:
    """Saved on one engine, loaded on another: the same images under all their names; loading twice does no harm."""
    file = tmp_path / "kit.tar"
    saved = kit("save", str(file), "python")
    assert saved.returncode == 0, saved.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kit.tar"]
    for _ in range(2):
        loaded = kit("load", str(file), host=empty)
        assert loaded.returncode == 0, loaded.stderr
    assert set(images.present(PYTHON.references)) == set(PYTHON.references)


def test_saving_what_is_not_here_says_what_to_type(empty: str, tmp_path: Path) -> None:
    """Exit status 2, and no file."""
    ended = kit("save", str(tmp_path / "kit.tar"), "python", host=empty)
    assert (ended.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "nox -s kit -- build python" in ended.stderr


def test_two_at_once_make_an_image_once(empty: str) -> None:
    """The second waits, then finds the image; building again changes nothing."""
    code = f"from checker.kit import ensure; ensure([{BUSYBOX.reference!r}], lambda line: print(line, flush=True))"
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("is ready" in text for text in said) == 1
    first = images.present(BUSYBOX.references)
    again = kit("build", "busybox", host=empty)
    assert "is here and unchanged" in again.stderr
    assert images.present(BUSYBOX.references) == first
    assert set(first) == set(BUSYBOX.references)


def test_a_changed_recipe_is_built_again_and_replaces_the_last(empty: str, tmp_path: Path) -> None:
    """The names move to the new image, the old one goes; an image of somebody else's under that name stays."""
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n", encoding="utf-8")
    old = images.build(tmp_path, {images.KIT: "another version"}, {}, print)
    images.tag(old, BUSYBOX.references[:1])
    theirs = images.build(tmp_path, {"made.by": "somebody else"}, {}, print)
    images.tag(theirs, BUSYBOX.references[1:2])
    built = kit("build", "busybox", host=empty)
    assert built.returncode == 0, built.stderr
    found = images.present(BUSYBOX.references)
    assert found[BUSYBOX.reference].kit == BUSYBOX.version
    assert found[BUSYBOX.references[1]].id == theirs
    assert not docker("image", "inspect", old).ok


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("signal_", "at"), [(signal.SIGINT, "downloading packages"), (signal.SIGTERM, "[unpacked 2/7]")]
)
def test_an_interrupted_build_leaves_nothing(signal_: signal.Signals, at: str) -> None:
    """No folder, no image; the exit status says that it was interrupted."""
    process = subprocess.Popen(
        [sys.executable, "-m", "checker", "kit", "build", "busybox"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    with process.stderr as output:
        next(line for line in output if at in line)
        process.send_signal(signal_)
        output.read()
    assert process.wait(60) in {130, 143}
    assert list(Path("/var/tmp").glob(f"{PREFIX}{process.pid}-*")) == []
    assert images.present(BUSYBOX.references) == {}
    assert docker("image", "ls", "-q", "--filter", f"label={images.KIT}").out == ""
