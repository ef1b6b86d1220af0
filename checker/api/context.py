"""What a build context holds: what the ignore file leaves of a folder, seen by building."""

import shutil
from pathlib import Path

from checker.api.attempt import Attempt
from checker.engine.build import Recipe, build

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
