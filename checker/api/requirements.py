"""Lines for a requirements file, with the versions that the kit's wheelhouse holds."""

import re
from pathlib import Path

import checker.kit

_LOCK = Path(checker.kit.__path__[0]) / "wheelhouse.txt"


def locked_requirement(package: str, *, hashed: bool) -> str:
    """Return the line that asks for a package in the wheelhouse's version, `six==1.17.0`, with its hashes if asked."""
    lock = _LOCK.read_text(encoding="utf-8").replace("\\\n", "")
    found = re.search(rf"^(?P<pin>{re.escape(package)}==\S+)(?P<hashes>(?:\s+--hash=\S+)*)", lock, re.MULTILINE)
    if not found:
        raise LookupError(f"{package} is not in {_LOCK.name}")
    return found["pin"] + (" " + " ".join(found["hashes"].split()) if hashed else "")
