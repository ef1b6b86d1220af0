"""List a saved image layer by layer: `python layers.py IMAGE.tar`. Print one file of it: `... IMAGE.tar PATH`."""

import json
import sys
import tarfile

MOST = 6  # files that are listed of one layer
WIDTH = 80  # characters that are shown of an instruction


def layers(saved):
    """Yield a heading and the archive of each layer, the lowest first."""
    manifest = json.load(saved.extractfile("manifest.json"))[0]
    history = json.load(saved.extractfile(manifest["Config"]))["history"]
    instructions = [step.get("created_by", "") for step in history if not step.get("empty_layer")]
    for number, (name, instruction) in enumerate(zip(manifest["Layers"], instructions, strict=True), 1):
        with tarfile.open(fileobj=saved.extractfile(name)) as layer:
            line = " ".join(instruction.removesuffix(" # buildkit").split())
            yield f"layer {number}: {line[:WIDTH]}{'...' if len(line) > WIDTH else ''}", layer


def path_of(member):
    """Return a file's path from the top of the image."""
    return member.name.removeprefix("./")


def describe(member):
    """Return a line about a file; what a layer deletes is a mark in it, named after the file."""
    folder, _, name = path_of(member).rpartition("/")
    if name.startswith(".wh."):
        return f"{folder}/{name.removeprefix('.wh.')} is deleted"
    return f"{path_of(member)} {member.size} bytes"


def listing(saved):
    """Print what each layer holds."""
    for heading, layer in layers(saved):
        files = [member for member in layer if not member.isdir()]
        print(heading)
        for member in files[:MOST]:
            print(f"    {describe(member)}")
        if files[MOST:]:
            print(f"    and {len(files) - MOST} more")


def show(saved, path):
    """Print a file from each layer that holds it."""
    for heading, layer in layers(saved):
        for member in layer:
            if member.isfile() and path_of(member) == path.strip("/"):
                text = layer.extractfile(member).read()
                print(heading)
                print(text.decode().rstrip() if text.isascii() else f"{len(text)} bytes that are no text")


with tarfile.open(sys.argv[1]) as image:
    listing(image) if len(sys.argv) == 2 else show(image, sys.argv[2])
