"""The judge of a body: what the contract makes of it, found without any service."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NoReturn

from checker.api.contract.terms import Terms
from checker.penguins.reference import beyond

#: The field of a batch.
BIRDS = "birds"


#: Lists in lists that every parser reads; how much deeper a letter goes (a bracket within a text counts as well).
DEEPEST = 100
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


@dataclass(frozen=True)
class Verdict:
    """What has to come of a body: the birds that it asks for, or a refusal and what that has to name."""

    birds: tuple[Mapping[str, Any], ...] = ()
    """The measurements and words, where all is well; empty for a refusal."""
    wrong: frozenset[str] = frozenset()
    """The fields that are wrong; empty where nobody can tell which, as in a body that is no JSON."""
    right: frozenset[str] = frozenset()
    """The fields that a refusal must not call wrong."""
    numbers: tuple[int, ...] = ()
    """Which birds of a batch are wrong, counted from 0."""

    @property
    def refused(self) -> bool:
        """Whether it has to be refused."""
        return not self.birds


#: Something is wrong with it, and no field that it could be told of.
NO_BODY = Verdict()


def judge(body: bytes, terms: Terms, *, batch: bool) -> Verdict:
    """Return what the contract makes of a body that is sent to `/predict`, or to `/predict/batch`."""
    try:
        sent = read(body)
    except (ValueError, RecursionError):
        return NO_BODY
    if not isinstance(sent, dict):
        return NO_BODY
    return _judge_batch(sent.get(BIRDS), terms) if batch else _judge_bird(sent, terms)


def read(body: bytes) -> Any:
    """Return JSON in the form that every parser agrees on. ValueError, RecursionError: some refuse it as a whole."""
    text = body.decode("utf-8")
    if max(accumulate(_STEPS.get(letter, 0) for letter in text), default=0) > DEEPEST:
        raise ValueError("nested too deeply for some parsers")
    value = json.loads(text, parse_constant=_no_json, parse_float=_finite, parse_int=_finite_int)
    # Half of a pair of surrogates can be written in JSON, and is no character.
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError(f"{text} is beyond what a float holds")
    return value


def _finite_int(text: str) -> int:
    _finite(text)
    return int(text)


def faults(bird: Mapping[str, Any], terms: Terms) -> tuple[frozenset[str], frozenset[str]]:
    """Return the measurements that are missing or no number, and those that are outside what the model answers for."""
    model = terms.model
    numbers = {name: bird[name] for name in model.features if _is_number(bird.get(name))}
    outside = beyond(model, {**dict.fromkeys(model.features, math.nan), **numbers}) if model.refuses else []
    none = frozenset(model.features) - frozenset(numbers)
    none |= {name for name in terms.words if not isinstance(bird.get(name), str)}
    unknown = {name for name, known in terms.words.items() if name not in none and bird[name] not in known}
    return none, frozenset(outside) - none | unknown


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _judge_bird(bird: dict[str, Any], terms: Terms) -> Verdict:
    none, outside = faults(bird, terms)
    if wrong := none or outside:
        return Verdict(wrong=wrong, right=terms.fields - none - outside)
    return Verdict(birds=(_measured(bird, terms),))


def _measured(bird: dict[str, Any], terms: Terms) -> dict[str, Any]:
    return {name: float(bird[name]) for name in terms.model.features} | {name: bird[name] for name in terms.words}


def _judge_batch(birds: Any, terms: Terms) -> Verdict:
    if not isinstance(birds, list) or not 1 <= len(birds) <= terms.most:
        return Verdict(wrong=frozenset({BIRDS}))
    strange = tuple(number for number, bird in enumerate(birds) if not isinstance(bird, dict))
    if strange:
        return Verdict(wrong=frozenset({BIRDS}), numbers=strange)
    found = [faults(bird, terms) for bird in birds]
    # Whoever looks at types first, and at the model's ranges when all are right, is right as well.
    for stage in (0, 1):
        if numbers := tuple(number for number, one in enumerate(found) if one[stage]):
            wrong = frozenset().union(*(one[stage] for one in found))
            named = frozenset().union(*(one[0] | one[1] for one in found))
            return Verdict(wrong=wrong, right=terms.fields - named, numbers=numbers)
    return Verdict(birds=tuple(_measured(bird, terms) for bird in birds))
