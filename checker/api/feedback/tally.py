"""How often each version called what people saw by which name: as it should be, and as a service counts it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Self

from checker.penguins import reference
from checker.penguins.compared import VERSIONS

SPECIES = reference.model("1").species

#: How far an accuracy may be off: three decimals are enough for people.
WITHIN = 0.000501

#: Version, species that was seen, species that was said.
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Remark:
    """What somebody sends about one answer: the bird, the version that answered, what it said, what was seen."""

    measurements: Mapping[str, float]
    version: str
    said: str
    seen: str

    @property
    def body(self) -> dict[str, Any]:
        """Return it as it is sent."""
        said = {"model_version": self.version, "species_said": self.said, "species_seen": self.seen}
        return {**self.measurements, **said}

    @property
    def cell(self) -> Cell:
        """Return where it is counted."""
        return (self.version, self.seen, self.said)


@dataclass(frozen=True)
class Tally:
    """How often which version called what was seen by which name, and how many remarks that comes from."""

    counts: Counter[Cell]
    total: int

    @classmethod
    def of(cls, remarks: Sequence[Remark]) -> Self:
        """Return what a summary has to count: what each version said when it was asked."""
        return cls(Counter(remark.cell for remark in remarks), len(remarks))

    @classmethod
    def asked_again(cls, remarks: Sequence[Remark]) -> Self:
        """Return what a comparison has to count: each version answers about every bird."""
        cells = (
            (version, remark.seen, reference.predict(remark.measurements, version))
            for remark in remarks
            for version in VERSIONS
        )
        return cls(Counter(cells), len(remarks))

    @property
    def as_json(self) -> str:
        """Return it as a service writes it."""
        return json.dumps({"total": self.total, "versions": {name: self._of_version(name) for name in VERSIONS}})

    def _of_version(self, version: str) -> dict[str, Any]:
        nested = {seen: {said: self.counts[version, seen, said] for said in SPECIES} for seen in SPECIES}
        total, right = sum(sum(row.values()) for row in nested.values()), sum(nested[name][name] for name in SPECIES)
        return {"total": total, "right": right, "accuracy": right / total if total else None, "counts": nested}

    def complaint(self, found: Any, most: "Tally | None" = None) -> str:
        """Return what is wrong with what a service counts, as the end of a sentence; empty where nothing is.

        What was sent and not answered may be kept or not: then `most` is what may be counted, and this the least.
        """
        most = most or self
        versions = found.get("versions") if isinstance(found, dict) else None
        if not isinstance(versions, dict) or not all(isinstance(versions.get(name), dict) for name in VERSIONS):
            return "has no `versions` with an object for version 1 and one for version 2"
        cells = list(product(VERSIONS, SPECIES, SPECIES))
        numbers = {cell: _number(versions[cell[0]], *cell[1:]) for cell in cells}
        if lacking := next((cell for cell, number in numbers.items() if number is None), None):
            return f"has no number in `counts` of version {lacking[0]} for {lacking[1]} seen and {lacking[2]} said"
        counts = Counter({cell: number or 0 for cell, number in numbers.items()})
        return (
            self._off(counts, most)
            or _strange_total(found.get("total"), self.total, most.total)
            or "".join(_inconsistent(name, versions[name], Tally(counts, 0)) for name in VERSIONS)
        )

    def _off(self, counts: Counter[Cell], most: "Tally") -> str:
        number, fewest = counts.total(), self.counts.total()
        if not fewest <= number <= most.counts.total():
            return f"counts {number} answers, not {fewest}"
        for cell, number in counts.items():
            if not self.counts[cell] <= number <= most.counts[cell]:
                what = f"version {cell[0]} said {cell[2]} and {cell[1]} was seen"
                return f"counts {number} times that {what}, not {self.counts[cell]} times"
        return ""


def _number(version: Mapping[str, Any], seen: str, said: str) -> int | None:
    """Return one count, 0 where it is left out; None where something else stands there."""
    counts = version.get("counts")
    row = counts.get(seen, {}) if isinstance(counts, dict) else None
    number = row.get(said, 0) if isinstance(row, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _strange_total(found: Any, least: int, most: int) -> str:
    right = isinstance(found, int) and not isinstance(found, bool) and least <= found <= most
    return "" if right else f"has {found} as the `total` of all, not {least}"


def _inconsistent(version: str, found: Mapping[str, Any], tally: Tally) -> str:
    """Return where a version's numbers do not follow from its counts."""
    for name, value in tally._of_version(version).items():  # noqa: SLF001  (its own module)
        if name != "counts" and not _is_close(found.get(name), value):
            return f"has {found.get(name)} as the `{name}` of version {version}, and {value} follows from its counts"
    return ""


def _is_close(found: Any, value: float | None) -> bool:
    if value is None or found is None:
        return found is value
    return isinstance(found, int | float) and not isinstance(found, bool) and abs(found - value) <= WITHIN
