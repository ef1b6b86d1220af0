"""Whether a service answers as the reference model does."""

from collections.abc import Sequence
from typing import Any

from checker.api.http import Request
from checker.api.service import Service
from checker.penguins import reference
from checker.penguins.sample import Bird

#: How far a probability may be from the reference: another processor's last bits, and no rounding for looks.
WITHIN = 1e-9


def expect_predictions(service: Service, birds: Sequence[Bird], version: str = "1") -> None:
    """Raise a Failure unless the service answers, and names the species of each bird as the reference model does."""
    service.expect_answering()
    for bird in birds:
        expected = {"species": bird.species, "model_version": version}
        service.post("/predict", json=bird.measurements).expect(200, json=expected)


def expect_probabilities(service: Service, birds: Sequence[Bird], version: str = "2") -> None:
    """Raise a Failure unless the service names each bird's species, and gives the reference model's probabilities."""
    expect_predictions(service, birds, version)
    for bird in birds:
        answer = service.post("/predict", json=bird.measurements)
        expected = reference.probabilities(bird.measurements, version)
        found = answer.expect(200, json={"species": bird.species}).json().get("probabilities")
        if wrong := _off(found, expected):
            _fail(service, answer.request, wrong, expected, found)


def _off(found: Any, expected: dict[str, float]) -> str:
    """Return what is wrong with the probabilities of an answer; nothing where they are the model's."""
    if not isinstance(found, dict) or set(found) != set(expected):
        return "without the probability of each species"
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in found.values()):
        return "with a probability that is no number"
    off = max(abs(found[name] - chance) for name, chance in expected.items())
    return f"with probabilities that are off by {off:.1g}" if not off <= WITHIN else ""


def _fail(service: Service, request: Request, wrong: str, expected: dict[str, float], found: Any) -> None:
    service.fail(
        f"{request} answers {wrong}.",
        expected=f"`probabilities` as the model gives them, within {WITHIN:.9f}: {expected}",
        seen=f"`probabilities`: {found}",
        request=request,
    )
