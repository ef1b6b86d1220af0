"""Search a saved image for a text, every layer and its settings: `python search.py IMAGE.tar TEXT`."""

import io
import sys
import tarfile
from collections.abc import Iterator


def places(part: bytes, text: bytes) -> Iterator[str]:
    """Yield where a part of an image holds the text: a file of a layer, or the image's own settings."""
    try:
        layer = tarfile.open(fileobj=io.BytesIO(part))
    except tarfile.ReadError:
        if text in part:
            yield "the image's settings or history"
        return
    for member in layer.getmembers():
        file = layer.extractfile(member) if member.isfile() else None
        if file and text in file.read():
            yield f"a layer, in the file {member.name}"


def main(path: str, text: str) -> int:
    """Print each place. Return 1 where there is one, else 0."""
    with tarfile.open(path) as image:
        parts = [file.read() for member in image.getmembers() if (file := image.extractfile(member))]
    found = sorted({place for part in parts for place in places(part, text.encode())})
    for place in found:
        print(f"found in {place}")
    print(f"{len(found)} found")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
