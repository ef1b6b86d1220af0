"""Whether a service answers as mass-id does: a mass, its interval, batches, the model card, feedback that is kept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from checker.api.http import Answer
from checker.api.service import Service
from checker.penguins.mass import WIDTH, estimate_mass, mass_card, mass_spread
from checker.penguins.sample import Bird

#: Grams that an answer may lie beside the model's: rounding, and another solver's last digits.
WITHIN = 1.0

#: Words that make a sentence of a model card.
WORDS = 3


def expect_masses(service: Service, birds: Sequence[Bird]) -> None:
    """Raise a Failure unless /predict gives each bird's mass."""
    for bird in birds:
        answer = service.post("/predict", json=bird.measurements)
        mass, found = estimate_mass(bird.measurements), _number(answer, "body_mass_g")
        if not abs(found - mass) <= WITHIN:
            _fail(answer, f"is {abs(found - mass):.1f} g beside the model", f"`body_mass_g` {mass:.1f}")


def expect_intervals(service: Service, birds: Sequence[Bird]) -> None:
    """Raise a Failure unless the interval of each answer reaches two spreads to each side of its mass."""
    around = WIDTH * mass_spread()
    for bird in birds:
        answer = service.post("/predict", json=bird.measurements)
        mass = _number(answer, "body_mass_g")
        for name, bound in (("low_g", mass - around), ("high_g", mass + around)):
            if not abs(_number(answer, name) - bound) <= WITHIN:
                _fail(answer, f"answers with the wrong `{name}`", f"`{name}` {bound:.1f}, two spreads from {mass:.1f}")


def expect_mass_batches(service: Service, birds: Sequence[Bird], sizes: Sequence[int]) -> None:
    """Raise a Failure unless batches of these sizes are answered as their birds are one by one, in order."""
    single = [service.post("/predict", json=bird.measurements).expect(200).json() for bird in birds]
    for size in sizes:
        places = [number % len(birds) for number in range(size)]
        answer = service.post("/predict/batch", json={"birds": [birds[place].measurements for place in places]})
        said = answer.expect(200).json()
        found = said.get("predictions") if isinstance(said, dict) else None
        if not isinstance(found, list) or len(found) != size:
            _fail(answer, f"does not answer {size} birds with as many predictions", f"`predictions`, a list of {size}")
        for number, (one, place) in enumerate(zip(found, places, strict=True)):
            if one != single[place]:
                expected = f"what /predict answers for that bird: {json.dumps(single[place])}"
                _fail(answer, f"answers bird {number} of {size} with {json.dumps(one)}", expected)


def expect_mass_card(service: Service, version: str) -> None:
    """Raise a Failure unless /metadata is the model's card, of this release, and somebody wrote what it is for."""
    answer = service.get("/metadata").expect(200, json={"model": "mass-id", "model_version": version})
    said = answer.json()
    for name, value in mass_card().items():
        found = said.get(name)
        if (sorted(found, key=str) if isinstance(found, list) else found) != value:
            _fail(answer, f"answers with the wrong `{name}`", f"`{name}`: {json.dumps(value)}")
    for name in ("intended_use", "limitations"):
        if not isinstance(said.get(name), str) or len(said[name].split()) < WORDS:
            _fail(answer, f"answers without a sentence `{name}`", f"`{name}`: a sentence of {WORDS} words or more")


def told_feedback(service: Service) -> list[dict[str, Any]]:
    """Return band and mass of all feedback that a service tells of, in its order."""
    return _entries(service.get("/feedback").expect(200))


def expect_kept(service: Service, sent: Sequence[Mapping[str, Any]]) -> None:
    """Raise a Failure unless /feedback tells exactly what was sent, the oldest first."""
    answer = service.get("/feedback").expect(200)
    if _entries(answer) != list(sent):
        _fail(answer, "does not tell what was kept", f"`feedback`: {json.dumps(list(sent))}")


def _entries(answer: Answer) -> list[dict[str, Any]]:
    said = answer.json()
    found = said.get("feedback") if isinstance(said, dict) else None
    entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [{name: one.get(name) for name in ("band", "body_mass_g")} for one in entries]


def _number(answer: Answer, name: str) -> float:
    said = answer.expect(200).json()
    value = said.get(name) if isinstance(said, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        _fail(answer, f"answers without a number `{name}`", f"`{name}`, a number of grams")
    return float(value)


def _fail(answer: Answer, what: str, expected: str) -> NoReturn:
    sent = f" for {answer.request.body.decode()[:800]}" if answer.request.body else ""
    answer.fail(f"{answer.request} {what}.", expected=expected + sent, seen=str(answer.reply), request=answer.request)
