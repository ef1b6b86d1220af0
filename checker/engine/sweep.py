"""Remove what a killed run has left, by label, and only what is ours and dead."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from checker.engine import labels
from checker.engine.command import docker

#: Seconds that one removal may take.
REMOVAL = 60.0


@dataclass(frozen=True)
class Kind:
    """A kind of engine object: how to list those of a run, and how to remove one."""

    name: str
    list: tuple[str, ...]
    remove: tuple[str, ...]


#: In the order of removal: a container holds its network, its volumes and its image.
KINDS = (
    Kind("container", ("ps", "-aq", "--no-trunc"), ("rm", "-fv")),
    Kind("network", ("network", "ls", "-q", "--no-trunc"), ("network", "rm")),
    Kind("volume", ("volume", "ls", "-q"), ("volume", "rm", "-f")),
    Kind("image", ("image", "ls", "-aq", "--no-trunc"), ("image", "rm", "-f")),
)


def listed(kind: Kind, label: str) -> list[str]:
    """Return the ids of the objects of a kind that carry a label (`name` or `name=value`)."""
    found = docker(*kind.list, "--filter", f"label={label}")
    return list(dict.fromkeys(found.out.split()))


def _labels_of(kind: Kind, ids: list[str]) -> dict[str, dict[str, str]]:
    """Return id to labels; an object that has gone meanwhile is left out."""
    place = "{{json .Config.Labels}}" if kind.name in {"container", "image"} else "{{json .Labels}}"
    field = "{{.Name}}" if kind.name == "volume" else "{{.Id}}"
    found = docker(kind.name, "inspect", "--format", f"{field} {place}", *ids)
    pairs = (line.split(" ", 1) for line in found.out.splitlines() if " " in line)
    return {name: json.loads(text) or {} for name, text in pairs}


def find(label: str, *, dead: bool) -> dict[Kind, list[str]]:
    """Return the objects with a label, by kind in the order of removal; only those whose owner is dead, if asked."""
    with ThreadPoolExecutor(len(KINDS)) as pool:
        found = dict(zip(KINDS, pool.map(lambda kind: listed(kind, label), KINDS), strict=True))
    if dead:
        now = time.time()
        return {kind: _dead(kind, ids, now) for kind, ids in found.items()}
    return found


def _dead(kind: Kind, ids: list[str], now: float) -> list[str]:
    return [name for name, found in _labels_of(kind, ids).items() if labels.is_dead(found, now)] if ids else []


def sweep() -> int:
    """Remove every object of ours whose owner is dead; return how many there were."""
    return _remove_all(find(labels.RUN, dead=True))


def remove_run(run: str) -> int:
    """Remove every object of one run; return how many there were."""
    return remove_labelled(f"{labels.RUN}={run}")


def remove_labelled(label: str) -> int:
    """Remove every object with a label (`name` or `name=value`); return how many there were."""
    return _remove_all(find(label, dead=False))


def _remove_all(found: Mapping[Kind, list[str]]) -> int:
    for kind, ids in found.items():
        if ids:
            docker(*kind.remove, *ids, deadline=REMOVAL)
    return sum(map(len, found.values()))
