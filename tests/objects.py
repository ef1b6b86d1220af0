"""What a run has left in the engine: objects with our labels that belong to no living process."""

from checker.engine import labels
from checker.engine.sweep import find


def leftovers() -> dict[str, list[str]]:
    """Return the ids of the objects that nobody will remove, by kind; empty where all is clean."""
    return {kind.name: ids for kind, ids in find(labels.RUN, dead=True).items() if ids}
