"""Configs and secrets: files of the folder that are put into containers, as configs of ours that hold their text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checker.compose.folder import Folder
from checker.compose.node import Node
from checker.compose.refusals import FILE, expect_allowed


class Store:
    """The texts that our own compose file carries, each under a name of ours."""

    def __init__(self) -> None:
        """Start with none."""
        self.texts: dict[str, str] = {}

    def add(self, text: str) -> str:
        """Keep a text and return its name."""
        name = next((name for name, one in self.texts.items() if one == text), f"file-{len(self.texts)}")
        self.texts[name] = text
        return name


@dataclass(frozen=True)
class Files:
    """The configs, or the secrets, that a file declares; `place` is the folder where services find them."""

    declared: Mapping[str, str]
    """The learner's name to the name in the store."""
    place: str

    @classmethod
    def read(cls, node: Node, folder: Folder, store: Store, place: str) -> "Files":
        """Return what a top-level section declares. Raises Problem for what is no file of the folder."""
        declared = {}
        for name, one in node.mapping().items():
            entries = one.mapping()
            expect_allowed(entries, ("content", "file", "labels", "name"), FILE)
            if "file" in entries:
                declared[name] = store.add(folder.text(entries["file"]))
            elif "content" in entries:
                declared[name] = store.add(entries["content"].text())
            else:
                one.refuse("it has no contents", "`file:` with a file of this folder")
        return cls(declared, place)

    def used(self, node: Node) -> list[dict[str, Any]]:
        """Return the entries of a service in our form. Raises Problem for a name that nothing declares."""
        return [
            self._long(one) if isinstance(one.value, dict) else self._entry(one, one.text()) for one in node.items()
        ]

    def _long(self, node: Node) -> dict[str, Any]:
        entries = node.mapping()
        expect_allowed(entries, ("source", "target", "uid", "gid", "mode"), {})
        if "source" not in entries:
            node.refuse("the name is missing", "`source:` with a name that is declared at the top level")
        entry = self._entry(entries["source"], entries["source"].text())
        if "target" in entries:
            target = entries["target"].text()
            entry["target"] = target if target.startswith("/") else f"{self.place}{target}"
        return entry

    def _entry(self, node: Node, name: str) -> dict[str, Any]:
        if name not in self.declared:
            node.refuse(f"nothing is declared as `{name}`", f"`{name}:` in the section of that kind, at the top level")
        return {"source": self.declared[name], "target": f"{self.place}{name}"}
