"""What a service mounts: named volumes, memory, and files of the folder. Nothing of the machine."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checker.compose.folder import Folder
from checker.compose.node import Node
from checker.compose.refusals import expect_allowed

_KEYS = ("type", "source", "target", "read_only", "volume", "bind", "tmpfs", "consistency")
_TYPES = ("volume", "bind", "tmpfs")
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_NAMED = "a named volume, `name:/path`, with `name:` under the top-level `volumes:`"


@dataclass(frozen=True)
class Mounts:
    """Reads the mounts of services; a file of the folder goes through `file`, which names a config for it."""

    folder: Folder
    volumes: frozenset[str]
    file: Callable[[str], str]
    """Takes a file's text and returns the name of the config that holds it."""

    def read(self, node: Node) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return a service's volumes and its configs, in Compose's long form."""
        volumes: list[dict[str, Any]] = []
        configs: list[dict[str, Any]] = []
        for entry in node.items("a list of volumes"):
            mount = self._long(entry) if isinstance(entry.value, dict) else self._short(entry)
            (configs if "type" not in mount else volumes).append(mount)
        return volumes, configs

    def _short(self, node: Node) -> dict[str, Any]:
        text = node.text()
        if _DRIVE.match(text):
            self.folder.path(node, text)
        parts = text.split(":")
        if len(parts) == 1:
            return self._volume(node, None, text, read_only=False)
        if len(parts) > 3:
            node.refuse("this is no mount", _NAMED)
        options = parts[2].split(",") if len(parts) == 3 else []
        return self._mount(node, parts[0], parts[1], read_only="ro" in options)

    def _mount(self, node: Node, source: str, target: str, *, read_only: bool) -> dict[str, Any]:
        if source.startswith((".", "/", "~")):
            return self._file(node, source, target)
        return self._volume(node, source, target, read_only=read_only)

    def _volume(self, node: Node, source: str | None, target: str, *, read_only: bool) -> dict[str, Any]:
        if source is not None:
            if not _NAME.fullmatch(source):
                node.refuse(f"`{source}` is no name of a volume, and a path begins with `./`", _NAMED)
            if source not in self.volumes:
                node.refuse(f"no volume `{source}` is declared", f"`{source}:` under the top-level `volumes:`")
        mount = {"type": "volume", "target": self._target(node, target), "read_only": read_only}
        return mount if source is None else {**mount, "source": source}

    def _file(self, node: Node, source: str, target: str) -> dict[str, Any]:
        """Return a file of the folder as a config: its text is put into the container, nothing is shared."""
        path = self.folder.path(node, source)
        if not self.folder.holds(path):
            node.refuse(
                f"`{source}` is a folder of the machine, or nothing: what is in it depends on where this file runs",
                f"{_NAMED}; a single file of this folder may be mounted",
            )
        return {"source": self.file(self.folder.text(node, source)), "target": self._target(node, target)}

    @staticmethod
    def _target(node: Node, target: str) -> str:
        if not target.startswith("/"):
            node.refuse(f"`{target}` is no path in the container", "a path there begins with `/`")
        return target

    def _long(self, node: Node) -> dict[str, Any]:
        entries = node.mapping()
        expect_allowed(entries, _KEYS, {})
        kind = entries["type"].text() if "type" in entries else "volume"
        if kind not in _TYPES:
            node.refuse(f"a mount of the type `{kind}` reaches the machine", _NAMED)
        if "target" not in entries:
            node.refuse("the path in the container is missing", "`target:` with a path")
        target = entries["target"].text()
        source = entries["source"].text() if "source" in entries else None
        read_only = entries["read_only"].boolean() if "read_only" in entries else False
        if kind == "tmpfs":
            return {"type": "tmpfs", "target": self._target(node, target)}
        if kind == "bind":
            return self._file(node, source or "", target)
        return self._volume(node, source, target, read_only=read_only)
