"""Count, for each version, what it said of birds and what people saw."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

SPECIES = ("Adelie", "Chinstrap", "Gentoo")


def summary(rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return how often each species that was seen was called what; rows are pairs of seen and said."""
    counted = Counter(rows)
    total, right = counted.total(), sum(counted[name, name] for name in SPECIES)
    return {
        "total": total,
        "right": right,
        "accuracy": right / total if total else None,
        "counts": {seen: {said: counted[seen, said] for said in SPECIES} for seen in SPECIES},
    }
