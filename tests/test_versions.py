"""Versions are written once, in versions.toml; every other place agrees with it."""

import re
import tomllib
from pathlib import Path

import pytest

from checker.kit.recipe import known
from checker.outcomes import CHECKER
from checker.places import ROOT
from checker.versions import image, versions

FOLDERS = [ROOT / "exercises", ROOT / "solutions", ROOT / "tests" / "accepted"]
DOCKERFILES = sorted(path for top in FOLDERS for path in top.rglob("Dockerfile"))
REQUIREMENTS = sorted(path for top in FOLDERS for path in top.rglob("requirements*.txt"))

_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<stage>\S+))?", re.MULTILINE)
_ARG = re.compile(r"^ARG (?P<name>\w+)=(?P<value>\S+)$", re.MULTILINE)


def name(path: Path) -> str:
    """Return a test's id."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=name)
def test_dockerfiles_start_from_the_courses_images(dockerfile: Path) -> None:
    """Ours name them as they are written; a variant may take another flavour of the same version."""
    text = dockerfile.read_text(encoding="utf-8")
    for argument in _ARG.finditer(text):
        text = text.replace(f"${{{argument['name']}}}", argument["value"])
    found = list(_FROM.finditer(text))
    stages = {match["stage"] for match in found} | {"scratch"}
    bases = {match["base"] for match in found} - stages
    ours = {str(one) for one in versions()["images"].values()}
    assert bases
    for base in bases:
        if "accepted" in dockerfile.parts:
            assert base.split("-")[0] in {one.split("-")[0] for one in ours}
        elif "exercises" in dockerfile.parts:
            # A starter may name an image as people do who have not come to the lesson yet.
            assert known(base), f"the kit has no {base}"
        else:
            assert base in ours


@pytest.mark.parametrize("requirements", REQUIREMENTS, ids=name)
def test_requirements_pin_the_courses_packages(requirements: Path) -> None:
    """Each package of the course stands there with its one version, exactly."""
    pinned = versions()["packages"]
    lines = requirements.read_text(encoding="utf-8").splitlines()
    found = dict(line.split()[0].split("==") for line in lines if "==" in line)
    assert found or requirements.name != "requirements.txt"
    assert {package: version for package, version in found.items() if package in pinned} == {
        package: pinned[package] for package in found if package in pinned
    }


def test_there_is_something_to_compare() -> None:
    """The folders are where this test looks."""
    assert len(DOCKERFILES) > 15
    assert len(REQUIREMENTS) > 5


def test_an_image_has_a_name_and_a_tag() -> None:
    """`latest` would be another image tomorrow."""
    for one in versions()["images"]:
        assert re.fullmatch(r"[a-z]+:[\w.-]+", image(one))
        assert not image(one).endswith(":latest")


def test_the_reports_version_is_the_projects() -> None:
    """What a report says graded it is what pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == CHECKER


def test_the_course_group_is_what_the_package_needs() -> None:
    """Installed as a package or as a group, the checker has the same packages."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["dependencies"] == settings["dependency-groups"]["course"]


def test_constraints_are_exact_and_hold_hashes_alone() -> None:
    """Every package has one version for each platform and its hashes; no line has an address or an option."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    packages = re.sub(r"\\\n\s+", "", text).splitlines()
    for line in packages:
        assert re.fullmatch(r"[\w.-]+==[\w.!+]+(?: ; [^\\]+?)? ?(?:--hash=sha256:[0-9a-f]{64} ?)+", line), line[:80]
    assert "://" not in text
    assert len(packages) > 50


def test_every_dependency_is_constrained() -> None:
    """Nothing that pyproject.toml asks for comes in whatever version there is today."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {_package(one) for group in settings["dependency-groups"].values() for one in group if isinstance(one, str)}
    locked = {
        _package(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line
    }
    assert asked - locked == set()


def _package(requirement: str) -> str:
    """Return a requirement's package by its normal name."""
    return re.split(r"[^\w.-]", requirement.strip())[0].lower().replace("_", "-").replace(".", "-")
