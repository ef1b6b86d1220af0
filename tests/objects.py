"""What the engine holds: counted before and after, so that nothing of ours stays."""

from dataclasses import dataclass

from checker.engine import labels
from checker.engine.sweep import KINDS, listed


@dataclass(frozen=True)
class Objects:
    """The ids of the objects that carry our labels, by kind."""

    containers: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    volumes: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()


def objects(label: str = labels.RUN) -> Objects:
    """Return the objects of ours that the engine holds now."""
    found = {f"{kind.name}s": frozenset(listed(kind, label)) for kind in KINDS}
    return Objects(**found)
