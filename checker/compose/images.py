"""Where a service's image comes from: a build of the folder that we do ourselves, or a name in a registry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checker.compose.folder import Folder
from checker.compose.node import Node
from checker.compose.refusals import BUILD, expect_allowed

_BUILD_KEYS = (
    "context", "dockerfile", "dockerfile_inline", "args", "target",
    "cache_from", "cache_to", "labels", "no_cache", "platforms", "provenance", "pull", "sbom", "shm_size", "tags",
)  # fmt: skip
_REFERENCE = re.compile(r"[a-z0-9]+(?:[._/:-]+[a-zA-Z0-9]+)*(?:@sha256:[0-9a-f]{64})?")
_ID = re.compile(r"(?:sha256:)?[0-9a-f]{12,64}")
_REMOTE = re.compile(r"[a-z+]+://|git@|github\.com/")


@dataclass(frozen=True)
class Build:
    """One image to build: paths are relative to the folder, `args` are pairs, so that equal builds are one build."""

    context: str = ""
    dockerfile: str = ""
    inline: str = ""
    target: str = ""
    args: tuple[tuple[str, str], ...] = ()


def build(node: Node, folder: Folder, variables: Mapping[str, str]) -> Build:
    """Return what a service's `build` asks for, of what we do: names, caches and platforms are our own business."""
    if not isinstance(node.value, dict):
        return Build(_context(node, folder))
    entries = node.mapping()
    expect_allowed(entries, _BUILD_KEYS, BUILD)
    context = _context(entries["context"], folder) if "context" in entries else ""
    inline = entries["dockerfile_inline"].text() if "dockerfile_inline" in entries else ""
    dockerfile = folder.path(entries["dockerfile"], below=context) if "dockerfile" in entries else ""
    if inline and dockerfile:
        node.refuse("one build has two Dockerfiles", "`dockerfile` or `dockerfile_inline`")
    if dockerfile and not folder.holds(dockerfile):
        entries["dockerfile"].refuse(f"there is no file `{dockerfile}`", "the path of a Dockerfile, from `context` on")
    args = _pairs(entries["args"], variables) if "args" in entries else {}
    target = entries["target"].text() if "target" in entries else ""
    return Build(context, dockerfile, inline, target, tuple(sorted(args.items())))


def _context(node: Node, folder: Folder) -> str:
    if _REMOTE.match(node.text()):
        node.refuse("a build context from the network", "`.`, or a folder of this one")
    path = folder.path(node)
    if not (folder.top / path).is_dir():
        node.refuse(f"there is no folder `{path}`", "`.`, or a folder of this one")
    return path


def _pairs(node: Node, variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in pairs(node, variables).items() if value is not None}


def pairs(node: Node, variables: Mapping[str, str]) -> dict[str, str | None]:
    """Return name to value of a mapping, or of a list of `NAME=value`; a name alone takes the variable's value.

    None where the variable has none.
    """
    if isinstance(node.value, dict):
        return {name: variables.get(name) if one.empty else _plain(one) for name, one in node.value.items()}
    found: dict[str, str | None] = {}
    for item in node.items("`NAME: value`, or a list of `NAME=value`,"):
        name, sign, value = item.text().partition("=")
        if not name or " " in name:
            item.refuse("this is no `NAME=value`", "`- NAME=value`, or `NAME: value` without a dash")
        found[name] = value if sign else variables.get(name)
    return found


def _plain(node: Node) -> str:
    return str(node.value).lower() if isinstance(node.value, bool) else node.text()


def image(node: Node) -> str:
    """Return the name of an image. Raises Problem for an id, which means nothing on another machine."""
    name = node.text()
    if _ID.fullmatch(name):
        node.refuse("the id of an image on one machine", "a name with a tag, such as `redis:8`")
    if not _REFERENCE.fullmatch(name):
        node.refuse("this is no name of an image", "a name with a tag, such as `redis:8`")
    return name
