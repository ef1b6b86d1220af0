"""Bring a model to where it is looked for: `python fetch.py URL SHA256 FILE`. What is there already is not fetched."""

import hashlib
import shutil
import sys
from pathlib import Path
from urllib.request import urlopen


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(url, expected, name):
    path = Path(name)
    if path.exists() and digest(path) == expected:
        print("there already")
        return
    part = path.with_suffix(".part")
    with urlopen(url, timeout=30) as answer, part.open("wb") as file:  # noqa: S310
        shutil.copyfileobj(answer, file)
    if (found := digest(part)) != expected:
        part.unlink()
        sys.exit(f"fetch.py: {url} has the digest {found[:12]}, not {expected[:12]}: not used")
    # A rename is all or nothing: nobody ever loads half a model.
    part.replace(path)
    print(f"fetched {path.stat().st_size // 1024 // 1024} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
