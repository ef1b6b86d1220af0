"""The versions that the course names: images, packages, model. Source: `versions.toml` beside this file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def versions() -> dict[str, Any]:
    """Return `versions.toml` as tables of name to version."""
    return tomllib.loads(Path(__file__).with_name("versions.toml").read_text(encoding="utf-8"))


def image(name: str) -> str:
    """Return the reference of a base image, for example `python:3.13-slim` for `python`."""
    return str(versions()["images"][name])


def package(name: str) -> str:
    """Return the version of a package that the course names, for example `1.8.0` for `scikit-learn`."""
    return str(versions()["packages"][name])
