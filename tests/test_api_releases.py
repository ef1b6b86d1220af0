"""Newer releases are wheels that installers take: empty ones, and ones with the contents of today's."""

import zipfile
from pathlib import Path

import pytest

from checker.api.later.releases import VERSION, newer_than, write_empty, write_renewed


def files(wheel: Path) -> dict[str, bytes]:
    """Return the files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_empty_release_has_a_name_a_version_and_nothing_to_import(tmp_path: Path) -> None:
    """Its file is named as installers look for it."""
    write_empty("scikit-learn", tmp_path)
    found = files(tmp_path / f"scikit_learn-{VERSION}-py3-none-any.whl")
    assert f"Version: {VERSION}\n".encode() in found[f"scikit_learn-{VERSION}.dist-info/METADATA"]
    assert all(".dist-info/" in name for name in found)


@pytest.mark.parametrize(
    ("version", "next_one"),
    [
        ("3.1.3", "3.1.4"),
        ("8.9", "8.10"),
        ("27", "28"),
        ("2.0.0rc1", "2.0.1"),
        ("6.0.post1", "6.1"),
        ("1.18.1+cpu", "1.18.2"),
    ],
)
def test_the_nearest_release_is_let_in_by_whatever_is_no_exact_version(version: str, next_one: str) -> None:
    """`~=3.1.3`, `==3.1.*` and `<4` take 3.1.4, and none of them takes 99.0."""
    assert newer_than(version) == (next_one, VERSION)


def test_a_version_without_numbers_has_a_far_release_alone() -> None:
    """Nobody can say what comes next."""
    assert newer_than("unknown") == (VERSION,)


def test_a_nearer_release_is_named_by_its_version(tmp_path: Path) -> None:
    """Both lie side by side."""
    for version in newer_than("3.1.3"):
        write_empty("flask", tmp_path, version)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "flask-3.1.4-py3-none-any.whl",
        f"flask-{VERSION}-py3-none-any.whl",
    ]


def test_the_same_release_is_the_same_file(tmp_path: Path) -> None:
    """The engine's cache knows it again."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_empty("flask", tmp_path / name)
    one, two = (next((tmp_path / name).iterdir()).read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_renewed_release_works_as_before_under_the_newer_version(tmp_path: Path) -> None:
    """Modules stay, the version changes where installers read it, and the list of files names them all."""
    old = tmp_path / "click-8.1.0-py3-none-any.whl"
    with zipfile.ZipFile(old, "w") as wheel:
        wheel.writestr("click/__init__.py", "Version: 8.1.0\n")
        wheel.writestr("click-8.1.0.dist-info/METADATA", "Name: click\nVersion: 8.1.0\n\nVersion: 8.1.0 is new\n")
        wheel.writestr("click-8.1.0.dist-info/RECORD", "click/__init__.py,sha256=x,1\n")
    write_renewed(old, tmp_path)
    found = files(tmp_path / f"click-{VERSION}-py3-none-any.whl")
    home = f"click-{VERSION}.dist-info"
    assert found["click/__init__.py"] == b"Version: 8.1.0\n"
    assert found[f"{home}/METADATA"] == f"Name: click\nVersion: {VERSION}\n\nVersion: 8.1.0 is new\n".encode()
    assert found[f"{home}/RECORD"].decode().split() == [f"{name},," for name in found]
