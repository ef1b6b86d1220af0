"""The Dockerfile of a folder: whether there is one, and what it asks for that is not there."""

import codecs
import difflib
import re
from pathlib import Path

from checker.api.failure import Failure
from checker.engine.build_errors import BuildFailed

#: The names under which the builder finds it by itself.
NAMES = ("Dockerfile", "dockerfile")

#: What Windows PowerShell puts in front of the text that `>` writes; the engine reads UTF-8.
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_MISSING = re.compile(r'"?(?P<path>/[^"\s]*)"?: not found')


def expect_dockerfile(context: Path, shown: str) -> None:
    """Raise a Failure that says what is there instead, where a folder holds no Dockerfile."""
    expected = f"a file {shown}/Dockerfile that says how to build the image"
    path = next((context / name for name in NAMES if (context / name).exists()), context / NAMES[0])
    if path.is_symlink():
        raise Failure("The Dockerfile is a link, not a file.", expected=expected, seen=f"a link to {path.readlink()}")
    if path.is_dir():
        raise Failure("The Dockerfile is a folder, not a file.", expected=expected, seen=f"a folder {shown}/Dockerfile")
    if not path.exists():
        names = sorted(item.name for item in context.iterdir())
        near = [name for name in names if "dockerfile" in name.lower() or "containerfile" in name.lower()]
        meant = f" {near[0]} is there: rename it to Dockerfile." if near else ""
        raise Failure(f"There is no Dockerfile.{meant}", expected=expected, seen=", ".join(names) or "an empty folder")
    if not path.is_file():
        raise Failure("The Dockerfile is not a file.", expected=expected, seen="something that cannot be read as text")
    if not path.read_bytes().strip():
        raise Failure("The Dockerfile is empty.", expected=expected, seen="a file without a line in it")
    if path.read_bytes().startswith(UTF16):
        raise Failure(
            "The Dockerfile is saved in UTF-16: the engine cannot read it.",
            expected=f"{expected}, in UTF-8",
            seen="a text in UTF-16, as Windows PowerShell writes it; an editor saves it in another encoding",
        )


def missing_file(error: BuildFailed, context: Path) -> tuple[str, str] | None:
    """Return what to say and what was seen where COPY or ADD names a file that the build context does not hold."""
    match = _MISSING.search(error.error)
    if not match or not error.step.startswith(("COPY", "ADD")):
        return None
    name = match["path"].lstrip("/")
    summary = f"The build stops at `{error.step}`: {name} is not in the build context."
    if (context / name).exists():
        return summary, f"{name} lies in the folder, and a .dockerignore leaves it out"
    names = sorted(item.name for item in context.iterdir())
    near = difflib.get_close_matches(name, names, 1, 0.6)
    meant = f"; the nearest name is {near[0]}" if near else ""
    return summary, f"a folder with {', '.join(names)}{meant}"
