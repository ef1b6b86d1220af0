"""What a service promises: the model that it serves, where it is asked, and what it has to say of itself."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, Protocol

from checker.api.http import Answer, Request
from checker.penguins.reference import MODEL_FILES, Model, read

#: What other software calls the form of requests and answers; it changes when they do, and not with the model.
API_VERSION = "1"

#: Birds that one batch may hold.
MOST_BIRDS = 100


class Asked(Protocol):
    """What the contract asks: a container, or a service of a stack."""

    def get(self, path: str) -> Answer:
        """Send GET and return the answer."""

    def ask(self, request: Request) -> Answer:
        """Send a request and return the answer."""

    def fail(self, summary: str, *, expected: str, seen: str = "", request: Request | None = None) -> NoReturn:
        """Raise a Failure with evidence."""


@dataclass(frozen=True)
class Terms:
    """The contract of a service with one model; `prefix` stands before each path, such as `/v1`."""

    file: Mapping[str, Any]
    """The model's file of coefficients."""
    prefix: str = ""
    most: int = MOST_BIRDS
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Fields of a bird that are no measurement, and the words that they may hold."""

    @cached_property
    def model(self) -> Model:
        """The reference model."""
        return read(self.file)

    @property
    def fields(self) -> frozenset[str]:
        """All that a bird has to have."""
        return frozenset(self.model.features) | frozenset(self.words)

    @property
    def single(self) -> str:
        """The path that takes one bird."""
        return f"{self.prefix}/predict"

    @property
    def batch(self) -> str:
        """The path that takes many."""
        return f"{self.prefix}/predict/batch"

    @property
    def version(self) -> dict[str, Any]:
        """What `/version` answers."""
        return {"api_version": API_VERSION, "model_version": self.model.version}

    @property
    def card(self) -> dict[str, Any]:
        """What `/metadata` answers, but for the two sentences that somebody has to write."""
        features = {
            name: {"unit": name.rpartition("_")[2], "minimum": low, "maximum": high}
            for name, (low, high) in self.model.ranges.items()
        }
        return {
            "model": self.file["model"],
            "model_version": self.model.version,
            "species": list(self.model.species),
            "features": features,
            "training_rows": self.file["training_rows"],
            "accuracy": self.model.accuracy,
        }


def retrained(file: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return a model that nobody has seen: the same form, other names for the species, another version and card.

    The ranges of two of its features are narrower than before, those of the others wider.
    """
    rng = random.Random(seed)  # noqa: S311  (a draw that can be replayed, not a secret)
    species = list(file["species"])
    ranges = {
        name: _moved(low, high, rng.uniform(0.05, 0.1) * (-1) ** number)
        for number, (name, (low, high)) in enumerate(file["training_ranges"].items())
    }
    return {
        **file,
        "version": f"{file['version']}.{rng.randrange(10, 99)}-dream",
        "species": species[1:] + species[:1],
        "training_ranges": ranges,
        "training_rows": rng.randrange(400, 900),
        "accuracy": round(rng.uniform(0.9, 0.98), 3),
    }


def _moved(low: float, high: float, share: float) -> list[float]:
    """Return a range whose ends lie further out by a share of it, further in for a negative one."""
    way = (high - low) * share
    return [round(low - way, 1), round(high + way, 1)]


def terms_of(version: str, prefix: str = "") -> Terms:
    """Return the contract of a service with one of the course's models."""
    return Terms(json.loads(MODEL_FILES[version].read_text(encoding="utf-8")), prefix)
