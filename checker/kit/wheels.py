"""The wheelhouse: the locked wheels that pip finds inside the stand-in of the Python image."""

import hashlib
import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from checker import places
from checker.engine.stream import follow
from checker.errors import EnvironmentFault
from checker.kit.recipe import LOCKS

#: The wheels are for this interpreter: the one of the suite that the stand-ins are made from.
PYTHON = "3.13"
#: The newest C library that the suite's wheels may ask for: 2.41.
GLIBC = 41
#: The oldest that manylinux knows.
OLDEST_GLIBC = 5

#: Docker's name of an architecture to the one in a wheel's name.
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}

_KEPT = places.STATE / "wheels"


def wheelhouse(architecture: str, say: Callable[[str], None], kept: Path = _KEPT) -> Path:
    """Return a folder with every locked wheel for an engine's architecture, downloaded where it is not kept.

    Raises EnvironmentFault where a wheel cannot be had or its hash is another.
    """
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()[:16]
    folder = kept / f"{architecture}-{digest}"
    if folder.is_dir():
        return folder
    say("downloading the wheels that pip finds inside the image")
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for lock in LOCKS:
            _download(lock, architecture, part, [old for old in kept.glob(f"{architecture}-*") if old != part])
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for old in kept.glob(f"{architecture}-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def platforms(architecture: str) -> list[str]:
    """Return pip's names of the platforms whose wheels run on an architecture, the newest first."""
    machine = MACHINES.get(architecture)
    if machine is None:
        raise EnvironmentFault(
            f"There are no wheels for the engine's architecture {architecture}; known: amd64, arm64."
        )
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, OLDEST_GLIBC - 1, -1)]
    return [*tags, f"manylinux2014_{machine}", "any"]


def _download(lock: Path, architecture: str, folder: Path, earlier: list[Path]) -> None:
    command = [*_pip(), "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--no-deps", "--requirement", str(lock), "--dest", str(folder)]
    command += ["--only-binary", ":all:", "--python-version", PYTHON, "--implementation", "cp"]
    for abi in (f"cp{PYTHON.replace('.', '')}", "abi3", "none"):
        command += ["--abi", abi]
    for platform in platforms(architecture):
        command += ["--platform", platform]
    for old in earlier:
        command += ["--find-links", str(old)]
    ended = follow(command)
    if not ended.ok:
        errors = [line for line in ended.out.splitlines() if line.startswith("ERROR: ")] or ended.out.splitlines()[-1:]
        reason = errors[0].removeprefix("ERROR: ") if errors else "pip gives no reason."
        raise EnvironmentFault(f"The wheels of the Python image cannot be downloaded: {reason}")


def _pip() -> list[str]:
    """Return the command of a pip: this interpreter's, else the one on the PATH."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip3") or shutil.which("pip")
    if found is None:
        raise EnvironmentFault("There is no pip on this machine to download wheels with. Type: python -m ensurepip")
    return [found]
