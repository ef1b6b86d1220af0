"""A version of a service, built by the checker from what the learner was given."""

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from checker.api.attempt import Attempt
from checker.engine.build import Recipe, build
from checker.engine.images import tag
from checker.places import SOLUTIONS


@dataclass
class Release:
    """An image of a service: its version, what is wrong with it ("" for nothing), its id, its names."""

    version: str
    fault: str
    id: str
    names: list[str]

    @property
    def name(self) -> str:
        """The name that ends in its version."""
        return self.names[0]

    def take(self, name: str, others: Sequence["Release"] = ()) -> None:
        """Give the image one more name; whatever had it before loses it."""
        tag(self.id, [name])
        for other in others:
            other.names = [one for one in other.names if one != name]
        self.names.append(name)


def given(attempt: Attempt, name: str) -> Path:
    """Return a folder that belongs to the exercise as the learner was given it, whatever became of theirs."""
    return SOLUTIONS / attempt.exercise / name


def build_releases(attempt: Attempt, folder: Path, faults: dict[str, str]) -> list[Release]:
    """Build the folder once for each version, with the build arguments VERSION and FAULT; each gets a name of its own.

    `faults` maps a version to its fault. The names end in the version: `penguin-id-3f2a:1.4.0`.
    """
    repository = f"penguin-id-{secrets.token_hex(3)}"
    with ThreadPoolExecutor(2) as pool:
        one: Callable[[tuple[str, str]], Release] = partial(_release, attempt, folder, repository)
        return list(pool.map(one, faults.items()))


def _release(attempt: Attempt, folder: Path, repository: str, what: tuple[str, str]) -> Release:
    version, fault = what
    made = build(Recipe(folder, attempt.labels, build_args={"VERSION": version, "FAULT": fault}), attempt.say)
    name = f"{repository}:{version}"
    tag(attempt.holds_image(made.image), [name])
    return Release(version, fault, made.image, [name])
