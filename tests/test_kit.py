"""The offline kit: recipes, wheels, file tree, kit files, and what `ensure` does when an image is missing."""

import io
import json
import re
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.engine import images
from checker.errors import EnvironmentFault, UsageError
from checker.kit import archive, build, ensure, rootfs, wheels
from checker.kit.recipe import LOCKS, RECIPES, WHEELHOUSE, Recipe, known, named
from checker.kit.scratch import PREFIX, scratch, sweep
from checker.versions import versions

KIT = {recipe.name: recipe for recipe in RECIPES}
PYTHON, DEBIAN, BUSYBOX = KIT["python"], KIT["debian"], KIT["busybox"]


def test_every_recipe_makes_an_image_that_the_course_names() -> None:
    """Name and reference stand in versions.toml, the Dockerfile in the recipe's folder."""
    for recipe in RECIPES:
        assert recipe.reference == versions()["images"][recipe.name]
        assert (recipe.folder / "Dockerfile").is_file()
    names = [name for recipe in RECIPES for name in recipe.references]
    assert len(names) == len(set(names)), "two recipes claim one name"
    assert {recipe.name for recipe in RECIPES} == versions()["images"].keys()


@pytest.mark.parametrize(
    ("reference", "recipe"),
    [
        ("python:3.13-slim", PYTHON),
        ("docker.io/library/python:3.13-slim", PYTHON),
        ("python:slim", PYTHON),
        ("python:3.13", KIT["python-full"]),
        ("python", KIT["python-full"]),
        ("redis", KIT["redis"]),
        ("nginx:1.26", KIT["nginx"]),
        ("registry:2", KIT["registry"]),
        ("debian:trixie-slim", DEBIAN),
        ("python:2", None),
        ("registry.example:5000/python:3.13-slim", None),
    ],
)
def test_a_reference_is_known_by_any_of_its_names(reference: str, recipe: Recipe | None) -> None:
    """The default registry may be written or not; another registry is another image."""
    assert known(reference) is recipe


def test_names_choose_recipes() -> None:
    """No name is all of them, a name that does not exist is a usage error that lists those that do."""
    assert named([]) == list(RECIPES)
    assert named(["busybox", "python:3-slim"]) == [BUSYBOX, PYTHON]
    with pytest.raises(UsageError, match=r"pyton.*python, python-full, debian, busybox"):
        named(["pyton"])


def test_the_version_follows_what_goes_in() -> None:
    """The same recipe has the same version; a changed package list has another."""
    again = Recipe("busybox", ("busybox-static",), variant="extract", aliases=("1", "latest"))
    other = Recipe("busybox", ("busybox",), variant="extract", aliases=("1", "latest"))
    assert again.version == BUSYBOX.version != other.version


def locked(lock: Path = WHEELHOUSE) -> dict[str, str]:
    """Return a lock's packages and versions."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_wheelhouse_holds_the_courses_versions() -> None:
    """A Dockerfile that pins what the course pins finds it."""
    held = {pin for lock in LOCKS for pin in locked(lock).items()}
    assert versions()["packages"].items() <= held


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_wheelhouse_is_locked_by_hashes_and_holds_all_that_was_asked_for(lock: Path) -> None:
    """Every package has a hash, every line of the input is in the lock, no address is."""
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    assert len(blocks) == len(locked(lock))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    asked = [line.partition("==")[0] for line in lock.with_suffix(".in").read_text(encoding="utf-8").splitlines()]
    assert {name for name in asked if name and not name.startswith("#")} <= locked(lock).keys()


def test_what_is_locked_twice_is_locked_in_two_versions() -> None:
    """The lock of earlier versions holds other versions of packages that stand in the first one, and no others."""
    first, earlier = (locked(lock) for lock in LOCKS)
    assert earlier.keys() <= first.keys()
    assert not earlier.items() & first.items()
    assert tuple(map(int, earlier["scikit-learn"].split("."))) < tuple(map(int, first["scikit-learn"].split(".")))


def test_platforms_are_those_of_the_engine() -> None:
    """The newest C library comes first; an architecture without wheels is said."""
    assert wheels.platforms("arm64")[0] == "manylinux_2_41_aarch64"
    assert "manylinux2014_x86_64" in wheels.platforms("amd64")
    with pytest.raises(EnvironmentFault, match="riscv64"):
        wheels.platforms("riscv64")


def test_a_download_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a wheelhouse would look like a whole one."""

    def fail(_: Path, architecture: str, folder: Path, earlier: Sequence[Path]) -> None:
        (folder / "half.whl").touch()
        raise EnvironmentFault(f"{architecture} {len(earlier)}")

    monkeypatch.setattr(wheels, "_download", fail)
    with pytest.raises(EnvironmentFault):
        wheels.wheelhouse("amd64", lambda _: None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wheelhouse_is_downloaded_once_and_replaces_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next call finds it; the one of an earlier lock goes."""
    (tmp_path / "amd64-0123").mkdir()
    calls = list[str]()
    monkeypatch.setattr(wheels, "_download", lambda lock, *_: calls.append(lock.name))
    first = wheels.wheelhouse("amd64", lambda _: None, tmp_path)
    assert wheels.wheelhouse("amd64", lambda _: None, tmp_path) == first
    assert calls == [lock.name for lock in LOCKS]
    assert list(tmp_path.iterdir()) == [first]


def test_a_manifest_gives_upstream_versions() -> None:
    """Epoch, Debian's revision and its suffixes are not upstream's."""
    manifest = "python3 3.13.5-1\nbusybox 1:1.37.0-6+b9\ndocker.io 26.1.5+dfsg1-9\n"
    assert rootfs.versions(manifest) == {"python3": "3.13.5", "busybox": "1.37.0", "docker.io": "26.1.5"}


def test_apts_proxies_reach_the_tool() -> None:
    """A proxy that is switched off is none."""
    config = 'Acquire::http::Proxy "http://proxy:3142";\nAcquire::https::Proxy "DIRECT";\n'
    assert rootfs.proxies(config) == {"http_proxy": "http://proxy:3142"}


def test_scratch_goes_away_also_after_an_error(tmp_path: Path) -> None:
    """What is half made does not stay."""

    def work() -> None:
        with scratch(tmp_path) as folder:
            (folder / "rootfs.tar").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    """The folder's name tells whose it is."""
    (tmp_path / f"{PREFIX}999999999-1-abc").mkdir()
    with scratch(tmp_path) as mine:
        sweep(tmp_path)
        assert list(tmp_path.iterdir()) == [mine]


def kit_file(path: Path, tags: Sequence[str] = ("python:3.13-slim",)) -> Path:
    """Write a file like the one that `docker save` writes."""
    members = {
        "blobs/layer": b"x" * 50_000,
        "config.json": json.dumps({"architecture": "amd64"}).encode(),
        "manifest.json": json.dumps([{"Config": "config.json", "RepoTags": list(tags)}]).encode(),
    }
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_a_kit_file_tells_what_it_holds(tmp_path: Path) -> None:
    """The names of its images and the architecture."""
    held = archive.read(kit_file(tmp_path / "kit.tar"))
    assert held == archive.Held(("python:3.13-slim",), frozenset({"amd64"}))


def test_files_that_are_no_kit_are_refused_in_one_line(tmp_path: Path) -> None:
    """Missing, a folder, text, an empty file, another tar file, somebody else's images, cut short."""
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    (tmp_path / "empty").touch()
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "text", "text")
    kit_file(tmp_path / "foreign.tar", ["web:1"])
    whole = kit_file(tmp_path / "kit.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:30_000])
    expected = {
        "missing": "no file",
        ".": "is a folder",
        "text": "no kit",
        "empty": "no kit",
        "other.tar": "no kit",
        "foreign.tar": "none of the course's images",
        "cut.tar": "cut short",
    }
    for name, words in expected.items():
        with pytest.raises(UsageError, match=words) as raised:
            archive.read(tmp_path / name)
        assert "\n" not in str(raised.value)


class Engine:
    """An engine with some images; a registry that answers or not."""

    def __init__(self, here: Sequence[str], *, registry: bool) -> None:
        self.here = set(here)
        self.registry = registry
        self.calls = list[str]()

    def present(self, references: Sequence[str]) -> dict[str, images.Found]:
        """Return those that are here."""
        self.calls.append("present")
        return {name: images.Found("id", 1, "") for name in references if name in self.here}

    def pull(self, reference: str, _: object) -> bool:
        """Pull where the registry answers."""
        self.calls.append(f"pull {reference}")
        if self.registry:
            self.here.add(reference)
        return self.registry

    def make(self, recipe: Recipe, _: object) -> None:
        """Make a stand-in with all its names."""
        self.calls.append(f"make {recipe.name}")
        self.here |= set(recipe.references)


@pytest.fixture
def engine_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "type[Engine]":
    """Return the class of a fake engine that puts itself in place."""
    monkeypatch.setattr(build, "LOCK", tmp_path / "kit.lock")
    monkeypatch.setattr(rootfs, "cannot", lambda: "")

    class InPlace(Engine):
        def __init__(self, here: Sequence[str], *, registry: bool) -> None:
            super().__init__(here, registry=registry)
            monkeypatch.setattr(images, "present", self.present)
            monkeypatch.setattr(images, "pull", self.pull)
            monkeypatch.setattr(build, "make", self.make)

    return InPlace


def quiet(_: str) -> None:
    """Say nothing."""


def test_images_that_are_here_cost_one_call(engine_with: type[Engine]) -> None:
    """No lock, no registry."""
    engine = engine_with(["python:3.13-slim"], registry=True)
    ensure(["python:3.13-slim", "somebody/else:1"], quiet)
    assert engine.calls == ["present"]


def test_a_missing_image_is_pulled_where_a_registry_answers(engine_with: type[Engine]) -> None:
    """Nothing is made."""
    engine = engine_with([], registry=True)
    ensure(["python:3.13-slim"], quiet)
    assert [call for call in engine.calls if call != "present"] == ["pull python:3.13-slim"]


def test_without_a_registry_it_is_asked_once_and_the_images_are_made(engine_with: type[Engine]) -> None:
    """Two names of one image make it once."""
    engine, said = engine_with([], registry=False), list[str]()
    ensure(["python:3.13-slim", "python:3-slim", "busybox"], said.append)
    calls = [call for call in engine.calls if call != "present"]
    assert calls == ["pull python:3.13-slim", "make python", "make busybox"]
    assert any("no registry answers" in line for line in said)


def test_where_neither_works_the_line_says_what_to_type(
    engine_with: type[Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kit file is the way."""
    engine_with([], registry=False)
    monkeypatch.setattr(rootfs, "cannot", lambda: "only root can make it from Debian packages")
    with pytest.raises(EnvironmentFault, match=r"only root.*nox -s kit -- load FILE"):
        ensure(["python:3.13-slim"], quiet)
