"""What a build context holds: what the ignore file leaves of a folder, seen by building."""

import shutil
from pathlib import Path

from checker.api.attempt import Attempt
from checker.api.dockerfile import UTF16
from checker.engine.build import Recipe, build

#: The names under which the builder finds an ignore file; the second one comes first.
_IGNORE = ("Dockerfile.dockerignore", ".dockerignore")

_EVERYTHING = "FROM scratch\nCOPY . /\n"


def context_files(attempt: Attempt, folder: Path) -> dict[str, int]:
    """Return the files of a folder's build context: path from its top to size in bytes.

    A Dockerfile of ours copies all that the engine is sent. The learner's ignore file applies to it
    in both of its places, `.dockerignore` and `Dockerfile.dockerignore`.
    """
    scratch = attempt.new_folder()
    probe = scratch / "probe"
    probe.write_text(_EVERYTHING, encoding="ascii")
    beside = folder / "Dockerfile.dockerignore"
    if beside.is_file():
        shutil.copyfile(beside, scratch / "probe.dockerignore")
    seen = scratch / "context"
    build(Recipe(folder, {}, output=seen, dockerfile=probe), attempt.say)
    return {path.relative_to(seen).as_posix(): path.lstat().st_size for path in seen.rglob("*") if not path.is_dir()}


def ignore_file_trouble(folder: Path) -> str:
    """Return why what looks like an ignore file is none to the builder, by its encoding or its name; else nothing."""
    for path in (folder / name for name in _IGNORE):
        if path.is_file():
            return f"{path.name} is in UTF-16: save it in UTF-8" if path.read_bytes().startswith(UTF16) else ""
    near = sorted(path.name for path in folder.iterdir() if "dockerignore" in path.name.lower())
    return f"no .dockerignore, but {near[0]}: rename it" if near else "no .dockerignore"
