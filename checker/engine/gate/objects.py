"""Whose an object of the engine is, which names were there before, and what goes away at the end."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.engine import labels
from checker.engine.gate.upstream import ask
from checker.engine.images import short
from checker.engine.sweep import KINDS, listed, remove_labelled

#: The label of what a script has made; its value names the gate that it passed.
GATE = labels.PREFIX + "gate"

#: Networks that every engine has.
BUILT_IN = {"bridge", "default", "host", "none"}

_PROJECT = "com.docker.compose.project"


@dataclass
class Objects:
    """The objects of one gate, and what its engine had before."""

    name: str
    attempt: Mapping[str, str]
    """The labels of what the checker itself has made for the attempt."""
    before: dict[str, str] = field(default_factory=dict)
    """Name of an image to its id, as it was when the gate opened."""
    known: set[str] = field(default_factory=set)
    """Ids of the images that were there then."""
    named: set[str] = field(default_factory=set)
    """Names of images that passed the gate."""
    projects: set[str] = field(default_factory=set)
    """Compose projects of containers made here."""
    volumes: set[str] = field(default_factory=set)
    """Volumes without a name that containers made here had."""

    @property
    def labels(self) -> dict[str, str]:
        """The labels of everything that is made here."""
        return {**self.attempt, GATE: self.name}

    def look(self) -> None:
        """Remember which images the engine has and what they are called."""
        for one in _images():
            self.known.add(one["Id"])
            self.before |= dict.fromkeys(one.get("RepoTags") or [], one["Id"])

    def owns(self, found: Any) -> bool:
        """Return whether an object with these labels was made here."""
        return isinstance(found, Mapping) and found.get(GATE) == self.name

    def given(self, found: Any) -> bool:
        """Return whether the checker made an object with these labels for this attempt."""
        same = (labels.RUN, labels.EXERCISE, labels.OWNER)
        return isinstance(found, Mapping) and all(found.get(name) == self.attempt.get(name) for name in same)

    def foreign(self, found: Any) -> bool:
        """Return whether an object with these labels belongs to another grading."""
        return isinstance(found, Mapping) and labels.RUN in found and not (self.owns(found) or self.given(found))

    def container(self, name: str) -> dict[str, Any] | None:
        """Return what the engine says of a container; None where there is none."""
        return _found(f"/containers/{name}/json")

    def containers(self) -> list[dict[str, Any]]:
        """Return what the engine lists of the containers that were made here, running or not."""
        wanted = json.dumps({"label": [f"{GATE}={self.name}"]})
        status, found = ask("GET", "/containers/json", all="1", filters=wanted)
        return found if status == 200 and isinstance(found, list) else []

    def names(self) -> list[tuple[str, str]]:
        """Return the kind and the name of each container, network and volume made here that somebody has named."""
        wanted = json.dumps({"label": [f"{GATE}={self.name}"]})
        containers = [("container", one["Names"][0].lstrip("/")) for one in self.containers() if one.get("Names")]
        _, networks = ask("GET", "/networks", filters=wanted)
        _, volumes = ask("GET", "/volumes", filters=wanted)
        return [
            *containers,
            *(("network", one["Name"]) for one in networks or []),
            *(("volume", one["Name"]) for one in (volumes or {}).get("Volumes") or [] if not _nameless(one["Name"])),
        ]

    def owns_container(self, name: str) -> bool | None:
        """Return whether a container was made here; None where there is none."""
        found = self.container(name)
        return None if found is None else self.owns(found["Config"].get("Labels"))

    def owns_network(self, name: str) -> bool | None:
        """Return whether a network was made here; None where there is none."""
        found = _found(f"/networks/{name}")
        return None if found is None else self.owns(found.get("Labels"))

    def owns_volume(self, name: str) -> bool | None:
        """Return whether a volume was made here; None where there is none."""
        found = _found(f"/volumes/{name}")
        return None if found is None else self.owns(found.get("Labels")) or name in self.volumes

    def image(self, name: str) -> dict[str, Any] | None:
        """Return what the engine says of an image; None where there is none."""
        return _found(f"/images/{name}/json")

    def owns_image(self, name: str) -> bool | None:
        """Return whether an image, or this name of it, came to be here; None where there is none."""
        found = self.image(name)
        if found is None:
            return None
        marks = (found.get("Config") or {}).get("Labels") or {}
        if self.owns(marks) or self.given(marks):
            return True
        return short(name) in self._names and short(name) not in self.before

    def remove_container(self, name: str) -> None:
        """Remove a container that was made here, running or not, with its volumes without a name."""
        ask("DELETE", f"/containers/{name}", force="1", v="1")

    def make_volume(self, name: str) -> None:
        """Make a volume that a container is about to use, so that it carries our labels."""
        ask("POST", "/volumes/create", {"Name": name, "Labels": self.labels})

    def note_volumes(self, name: str) -> None:
        """Remember the volumes without a name that a container has: nobody tells afterwards whose they were."""
        found = self.container(name) or {}
        for mount in found.get("Mounts") or []:
            if mount.get("Type") == "volume" and _nameless(mount.get("Name") or ""):
                self.volumes.add(mount["Name"])

    def remove(self) -> None:
        """Remove everything that was made here; give names back to those from whom they were taken."""
        mark = f"{GATE}={self.name}"
        for container in listed(KINDS[0], mark):
            self.note_volumes(container)
        images, taken = self._images_made()
        remove_labelled(mark)
        for name in self.volumes:
            ask("DELETE", f"/volumes/{name}", force="1")
        for name in images:
            ask("DELETE", f"/images/{name}", force="1")
        for name in taken:
            repository, _, tag = name.rpartition(":")
            ask("POST", f"/images/{self.before[name]}/tag", repo=repository, tag=tag)

    def _images_made(self) -> tuple[list[str], list[str]]:
        """Return what to remove, ids of images and names of others', and the names that ours took from others."""
        made, taken = [], []
        for one in _images():
            tags = one.get("RepoTags") or []
            if self._made(one):
                made.append(one["Id"])
                taken += [tag for tag in tags if tag in self.before]
            else:
                made += [tag for tag in tags if short(tag) in self._names and tag not in self.before]
                made += [digest for digest in one.get("RepoDigests") or [] if digest in self.named]
        return made, taken

    def _made(self, image: Mapping[str, Any]) -> bool:
        """Return whether an image of the engine's list came to be here, labelled or not: compose labels none."""
        marks = image.get("Labels") or {}
        if self.owns(marks):
            return True
        if image["Id"] in self.known or self.foreign(marks):
            return False
        named = any(short(tag) in self._names for tag in image.get("RepoTags") or [])
        return named or marks.get(_PROJECT) in self.projects

    @property
    def _names(self) -> set[str]:
        return {short(one) for one in self.named}


def _nameless(volume: str) -> bool:
    """Return whether a volume's name is one that the engine has drawn: 64 hexadecimal digits."""
    return len(volume) == 64 and not set(volume) - set("0123456789abcdef")


def _found(path: str) -> dict[str, Any] | None:
    status, body = ask("GET", path)
    return body if status == 200 and isinstance(body, dict) else None


def _images() -> Iterable[dict[str, Any]]:
    status, found = ask("GET", "/images/json", all="0")
    return found if status == 200 and isinstance(found, list) else []


def with_label(filters: str, mark: str) -> str:
    """Return the filters of a list, so that it shows what carries a label alone."""
    found = json.loads(filters or "{}")
    wanted = found.get("label") or []
    if isinstance(wanted, Mapping):
        return json.dumps({**found, "label": {**wanted, mark: True}})
    # Both forms are spoken: a list of values, and an object of value to true.
    shapes = {name: list(value) if isinstance(value, Mapping) else value for name, value in found.items()}
    return json.dumps({**shapes, "label": [*wanted, mark]})
