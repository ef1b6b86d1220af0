"""Whether a service keeps its contract: each function raises a Failure where it does not."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from checker.api.contract.bodies import Body, Raw, written
from checker.api.contract.refusal import complaint
from checker.api.contract.terms import Asked, Terms
from checker.api.contract.verdict import Verdict, judge, read
from checker.api.http import Answer, Request
from checker.deadline import wait_for
from checker.penguins.reference import chances
from checker.text import show

#: How far a probability may be from the reference: another processor's last bits, and no rounding for looks.
WITHIN = 1e-9

#: Letters of a body that a message shows.
MOST_SHOWN = 800

#: What a worker says that has no model yet, and seconds in which it gets one after others had theirs.
UNAVAILABLE = 503
LATER = 5.0

#: Words that make a sentence of a model card.
WORDS = 3


def expect_birds(service: Asked, terms: Terms, birds: Sequence[Raw]) -> None:
    """Raise a Failure unless each bird is named as the reference model names it, with its probabilities."""
    for bird in birds:
        answer = _ask(service, _request(terms, Body("", written(bird).encode())))
        measured = judge(written(bird).encode(), terms, batch=False).birds[0]
        found = answer.expect(200).json()
        if wrong := mismatch(found, terms, measured):
            _fail(service, answer, f"answers {wrong}", json.dumps(expected_of(terms, measured)))


def expected_of(terms: Terms, bird: Mapping[str, float]) -> dict[str, Any]:
    """Return the answer for one bird."""
    found = chances(terms.model, bird)
    return {
        "species": max(found, key=found.__getitem__),
        "probabilities": found,
        "model_version": terms.model.version,
    }


def mismatch(found: Any, terms: Terms, bird: Mapping[str, float]) -> str:
    """Return what is wrong with the answer for one bird; nothing where it is the model's."""
    expected = expected_of(terms, bird)
    if not isinstance(found, dict):
        return "with something that is no JSON object"
    if missing := [name for name in expected if name not in found]:
        return f"without `{missing[0]}`"
    if found["model_version"] != terms.model.version:
        return "with the wrong `model_version`"
    likely: dict[str, float] = expected["probabilities"]
    # Two species may be equally likely to the last bit; either is right then.
    if likely.get(str(found["species"]), 0.0) < max(likely.values()) - WITHIN:
        return "with the wrong `species`"
    return _off(found["probabilities"], likely)


def _off(found: Any, likely: Mapping[str, float]) -> str:
    if not isinstance(found, dict) or set(found) != set(likely):
        return "without the probability of each species"
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in found.values()):
        return "with a probability that is no number"
    off = max(abs(found[name] - chance) for name, chance in likely.items())
    return f"with `probabilities` that are off by {off:.1g}" if not off <= WITHIN else ""


def expect_batches(service: Asked, terms: Terms, flocks: Sequence[Sequence[Raw]]) -> None:
    """Raise a Failure unless a batch is answered as its birds are one by one, in their order."""
    for flock in flocks:
        body = Body("", ('{"birds": [' + ", ".join(map(written, flock)) + "]}").encode(), batch=True)
        birds = judge(body.raw, terms, batch=True).birds
        answer = _ask(service, _request(terms, body))
        found = answer.expect(200).json()
        answers = found.get("predictions") if isinstance(found, dict) else None
        if not isinstance(answers, list):
            _fail(service, answer, "answers without a list `predictions`", f"`predictions`, a list of {len(birds)}")
        if len(answers) != len(birds):
            _fail(
                service, answer, f"answers {len(answers)} birds of {len(birds)}", f"{len(birds)} answers, one for each"
            )
        for number, (one, bird) in enumerate(zip(answers, birds, strict=True)):
            if wrong := mismatch(one, terms, bird):
                expected = f"what {terms.single} answers for that bird: {json.dumps(expected_of(terms, bird))}"
                _fail(service, answer, f"answers bird {number} of {len(birds)} {wrong}", expected, json.dumps(one))


def expect_refused(service: Asked, terms: Terms, bodies: Sequence[Body]) -> None:
    """Raise a Failure unless each bad body is refused with a 4xx that names what is wrong, and never with a 500."""
    for number, body in enumerate(bodies, 1):
        verdict = judge(body.raw, terms, batch=body.batch)
        answer = _ask(service, _request(terms, body))
        which = f" (body {number} of {len(bodies)}: {body.fault})" if len(bodies) > 1 else f" ({body.fault})"
        wanted = f"a status from 400 to 499 and a JSON object that says what is wrong{_names(verdict)}"
        if not 400 <= answer.status < 500:
            _fail(service, answer, f"answers {answer.status}{which}", wanted)
        said = _said(answer)
        if said is None:
            _fail(service, answer, f"refuses without saying why in a JSON object{which}", wanted)
        if wrong := complaint(said, _sent(body), verdict):
            _fail(service, answer, f"refuses, and {wrong}{which}", wanted)


def _names(verdict: Verdict) -> str:
    names = ", ".join(sorted(verdict.wrong))
    which = f", in bird {', '.join(map(str, verdict.numbers))}" if verdict.numbers else ""
    return f", with the names of the fields that are: {names}{which}" if names else ""


def _said(answer: Answer) -> dict[str, Any] | None:
    try:
        said = json.loads(answer.reply.body)
    except RecursionError:
        # It repeats what was sent, brackets and all. How deep JSON may be differs from Python to Python.
        return {"said": answer.reply.text}
    except ValueError:
        return None
    return said if isinstance(said, dict) and said else None


def _sent(body: Body) -> Any:
    try:
        return read(body.raw)
    except (ValueError, RecursionError):
        return None


def expect_version(service: Asked, terms: Terms) -> None:
    """Raise a Failure unless `/version` tells the version of the contract, and of the model that is served."""
    _ask(service, Request("GET", f"{terms.prefix}/version")).expect(200, json=terms.version)


def expect_card(service: Asked, terms: Terms) -> None:
    """Raise a Failure unless `/metadata` is the card of the model that is served, and somebody wrote what it is for."""
    answer = _ask(service, Request("GET", f"{terms.prefix}/metadata")).expect(200)
    found = answer.json()
    if not isinstance(found, dict):
        _fail(service, answer, "does not answer with a JSON object", f"the model card: {json.dumps(terms.card)}")
    for name, value in terms.card.items():
        if name not in found:
            _fail(service, answer, f"answers without `{name}`", f"`{name}`: {json.dumps(value)}")
        if _sorted(found[name]) != _sorted(value):
            _fail(service, answer, f"answers with the wrong `{name}`", f"`{name}`: {json.dumps(value)}")
    for name in ("intended_use", "limitations"):
        text = found.get(name)
        if not isinstance(text, str) or len(text.split()) < WORDS:
            expected = f"`{name}`: a sentence of {WORDS} words or more"
            _fail(service, answer, f"answers without a sentence `{name}`", expected)


def _sorted(value: Any) -> Any:
    """Return a value in which the order of names does not count."""
    return sorted(value, key=str) if isinstance(value, list) else value


def _ask(service: Asked, request: Request) -> Answer:
    """Return the answer, asked for again while it is a 503: one more worker may have come, and have its model soon."""
    last = service.ask(request)

    def look() -> bool | None:
        nonlocal last
        if last.status == UNAVAILABLE:
            last = service.ask(request)
        return last.status != UNAVAILABLE or None

    wait_for(look, LATER)
    return last


def _request(terms: Terms, body: Body) -> Request:
    return Request("POST", terms.batch if body.batch else terms.single, body.raw, typed=body.typed)


def _fail(service: Asked, answer: Answer, what: str, expected: str, seen: str = "") -> NoReturn:
    sent = answer.request.body
    to = f" to {show(sent.decode('utf-8', 'replace'), MOST_SHOWN)}" if sent else ""
    service.fail(
        f"{answer.request} {what}.", expected=expected + to, seen=seen or str(answer.reply), request=answer.request
    )
