"""The objects in a folder of manifests: plain YAML, as `kubectl apply --filename FOLDER` takes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from checker.compose import document
from checker.compose.node import Node
from checker.compose.problem import Problem

ENDINGS = (".yaml", ".yml")

#: Files of tools that write manifests; what they write belongs here.
_TOOLS = {"kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml", "values.yaml"}

#: How templates of Helm and of Jinja begin what they fill in.
_TEMPLATES = ("{{", "{%")

#: A step into an object: a field's name, or a place in a list.
Step = str | int


class Misfit(Problem):
    """A Problem of a manifest, which knows its file."""

    def __init__(self, file: str, problem: Problem) -> None:
        """Keep the parts of a problem of this file."""
        one = problem
        super().__init__(one.why, instead=one.instead, place=one.place, line=one.line, seen=one.seen)
        self.file = file

    def __str__(self) -> str:
        """Return one line: file, line, field, reason."""
        return self.summary(self.file)


@dataclass(frozen=True)
class Object:
    """One document of a manifest."""

    file: str
    node: Node

    @cached_property
    def plain(self) -> Any:
        """The document as plain data."""
        return plain(self.node)

    @property
    def kind(self) -> str:
        """What it is, such as `Deployment`; empty where it does not say."""
        return str(self.at("kind", default="") or "")

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.at("metadata", "name", default="") or "")

    def at(self, *path: Step, default: Any = None) -> Any:
        """Return what stands at a path, or the default where nothing does."""
        found = self.plain
        for step in path:
            found = below(found, step)
        return default if found is None else found

    def misfit(self, path: Sequence[Step], why: str, instead: str, seen: str | None = None) -> Misfit:
        """Return the Misfit of a path in it, with the line of the nearest part that is there."""
        node = self.node
        for step in path:
            node = below(node.value, step) or node
        place = ".".join(map(str, path))
        found = f"{node.place or self.kind}: {node}" if seen is None else seen
        return Misfit(self.file, Problem(why, instead=instead, place=place, line=node.line, seen=found))


def below(value: Any, step: Step) -> Any:
    """Return what stands a step below a mapping or a list, None where nothing does."""
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def plain(node: Node) -> Any:
    """Return a node as plain data."""
    if isinstance(node.value, dict):
        return {name: plain(one) for name, one in node.value.items()}
    return [plain(one) for one in node.value] if isinstance(node.value, list) else node.value


def read(folder: Path, shown: str) -> list[Object]:
    """Return the objects of all manifests in a folder, in the order of the files. Raises Misfit."""
    found = [one for path in _files(folder, shown) for one in _objects(path, f"{shown}/{path.name}")]
    if not found:
        raise Misfit(shown, Problem("it holds no manifest", instead=f"files that end with {' or '.join(ENDINGS)}"))
    return found


def _files(folder: Path, shown: str) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        raise Misfit(shown, Problem("there is no such folder", instead=f"a folder {shown} with the manifests"))
    for path in sorted(folder.iterdir()):
        if path.name in _TOOLS:
            why = "a file of Kustomize or Helm, which `kubectl apply --filename` does not read"
            problem = Problem(why, instead="plain manifests, as these tools would write them")
            raise Misfit(f"{shown}/{path.name}", problem)
        if path.is_symlink() and path.suffix in ENDINGS:
            problem = Problem("a link, which may lead out of this folder", instead="the file itself")
            raise Misfit(f"{shown}/{path.name}", problem)
    return [path for path in sorted(folder.iterdir()) if path.suffix in ENDINGS and path.is_file()]


def _objects(path: Path, shown: str) -> Iterator[Object]:
    with path.open("rb") as stream:
        data = stream.read(document.LARGEST + 1)
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if any(sign in line for sign in _TEMPLATES):
            why = "a template stands here: Helm or Jinja would fill it in, and kubectl takes it as it is"
            raise Misfit(shown, Problem(why, instead="the value itself", line=number, seen=line))
    try:
        nodes = document.read_all(data)
    except Problem as problem:
        raise Misfit(shown, problem) from None
    yield from (Object(shown, node) for node in nodes)
