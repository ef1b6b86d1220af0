"""A layout of the learner's own: `ship.toml` says where the image's files and the scripts are."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from checker.api.answers.read import Field, read_answers
from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.setting import BuildOptions

FILE = "ship.toml"
FORM = {
    "image": {"context": Field(str), "dockerfile": Field(str)},
    "scripts": {"folder": Field(str, required=False)},
}


@dataclass(frozen=True)
class Layout:
    """Paths from the top of the exercise's folder, as `ship.toml` has them."""

    context: PurePosixPath
    dockerfile: PurePosixPath
    scripts: PurePosixPath | None
    """The folder of the scripts; None where none is named."""

    @classmethod
    def read(cls, attempt: Attempt) -> "Layout":
        """Return the layout. Raises Failure where `ship.toml`, or what it names for the image, cannot be used."""
        found = read_answers(attempt, FILE, FORM)
        context = inside(attempt, "image.context", found["image"]["context"])
        dockerfile = inside(attempt, "image.dockerfile", found["image"]["dockerfile"])
        if not (attempt.folder / context).is_dir():
            _missing(attempt, "image.context", context, "a folder")
        _expect_file(attempt, "image.dockerfile", dockerfile)
        folder = found["scripts"].get("folder")
        return cls(context, dockerfile, inside(attempt, "scripts.folder", folder) if folder else None)

    def build(self, attempt: Attempt, folder: Path, version: str, marks: Sequence[bytes] = ()) -> Image:
        """Build a release from a copy of the exercise's folder, with the build argument VERSION."""
        options = BuildOptions(
            # The build context need not hold the Dockerfile.
            dockerfile=os.path.relpath(self.dockerfile, self.context),
            build_args={"VERSION": version},
            by_hand=f"--build-arg VERSION={version} -f {attempt.shown_folder}/{self.dockerfile}",
            marks=marks,
        )
        return Image.build(attempt, folder / self.context, options)

    def scripts_of(self, attempt: Attempt) -> Path:
        """Return the folder of the scripts. Raises Failure where there is none."""
        if self.scripts is None:
            raise Failure(
                f"{FILE} names no folder with scripts.",
                expected='a line folder = "..." under [scripts]',
                seen="no such line, or an empty one",
                reproduce=f"cat {attempt.shown_folder}/{FILE}",
            )
        if not (attempt.folder / self.scripts).is_dir():
            _missing(attempt, "scripts.folder", self.scripts, "a folder")
        return attempt.folder / self.scripts


def inside(attempt: Attempt, field: str, text: str) -> PurePosixPath:
    """Return a path that stays inside the exercise's folder, also where links lead. Raises Failure for another one."""
    path = PurePosixPath(text.replace("\\", "/"))
    top = attempt.folder.resolve()
    leaves = path.is_absolute() or ".." in path.parts or ":" in text
    if leaves or not (top / path).resolve().is_relative_to(top):
        raise Failure(
            f"{field} in {FILE} leads out of this folder.",
            expected=f"a path that starts at {attempt.shown_folder} and stays inside of it",
            seen=f'{field} is "{text}"',
            reproduce=f"cat {attempt.shown_folder}/{FILE}",
        )
    return path


def _expect_file(attempt: Attempt, field: str, path: PurePosixPath) -> None:
    place = attempt.folder / path
    if not place.is_file():
        _missing(attempt, field, path, "a file")
    if not place.read_bytes().strip():
        shown = f"{attempt.shown_folder}/{path}"
        expected = "a Dockerfile that says how to build the image"
        raise Failure(f"{path} is empty.", expected=expected, seen="a file without a line", reproduce=f"cat {shown}")


def _missing(attempt: Attempt, field: str, path: PurePosixPath, what: str) -> NoReturn:
    """Raise a Failure that says what is there instead."""
    parent = attempt.folder / path.parent
    there = ", ".join(sorted(one.name for one in parent.iterdir())) if parent.is_dir() else "no such folder"
    place = f"{attempt.shown_folder}/{path}"
    raise Failure(
        f"There is no {path.name or 'such folder'}: {FILE} names it in {field}.",
        expected=f"{what} {place}, or another path in {FILE}",
        seen=f"something else of that name; beside it: {there}" if (attempt.folder / path).exists() else there,
        reproduce=f"ls {attempt.shown(parent)}",
    )
