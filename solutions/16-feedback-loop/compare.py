"""Let every version answer for every bird that people have given feedback on, whichever version answered then."""

from typing import Any

import store
from models import VERSIONS
from summary import summary


def comparison() -> dict[str, Any]:
    """Return the summary that each version would have, had it alone answered."""
    entries = store.entries()
    versions = {}
    for version, load in VERSIONS.items():
        answer = load()
        versions[version] = summary((entry["species_seen"], answer(entry)["species"]) for entry in entries)
    return {"total": len(entries), "versions": versions}
