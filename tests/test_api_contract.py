"""The contract: bodies of every kind from a seed, a judge without a service, and an answerer that breaks it once."""

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest

from checker.api.contract.asking import expect_batches, expect_birds, expect_card, expect_refused, expect_version
from checker.api.contract.asking import expected_of as answer_of
from checker.api.contract.bodies import NOT_UTF8, Body, bad_bodies, good_birds, plain_bodies, written
from checker.api.contract.drawing import draw
from checker.api.contract.openapi import expect_document
from checker.api.contract.refusal import complaint
from checker.api.contract.terms import Terms, retrained, terms_of
from checker.api.contract.verdict import judge
from checker.api.failure import Failure
from checker.api.http import Answer, Reply, Request

TERMS = terms_of("3")
OTHER = Terms(retrained(TERMS.file, 7))
GOOD = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}
NAMES = tuple(GOOD)

_drawn: dict[str, list[Body]] = {}


def hundred(terms: Terms) -> list[Body]:
    """Return a hundred bad bodies, drawn once."""
    if terms.model.version not in _drawn:
        _drawn[terms.model.version] = bad_bodies(terms, 7, 100)
    return _drawn[terms.model.version]


every_contract = pytest.mark.parametrize("terms", [TERMS, OTHER, terms_of("2")], ids=lambda one: one.model.version)


@dataclass
class Known:
    """A service without a network: it keeps the contract by the judge itself, and counts what it refuses."""

    terms: Terms = TERMS
    breaks_at: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    refused: int = 0

    def get(self, path: str) -> Answer:
        """Answer GET."""
        return self.ask(Request("GET", path))

    def ask(self, request: Request) -> Answer:
        """Answer a request."""
        status, value = self._answer(request)
        return Answer(request, Reply(status, {}, json.dumps(value).encode()), self.fail)

    def _answer(self, request: Request) -> tuple[int, Any]:
        if request.body is None:
            return 200, self.said[request.path]
        batch = request.path == self.terms.batch
        verdict = judge(request.body, self.terms, batch=batch)
        if verdict.refused:
            self.refused += 1
            wrong = [f"{number}/{name}" for number in verdict.numbers or ("",) for name in verdict.wrong]
            return (500 if self.refused == self.breaks_at else 422), {"error": "wrong", "fields": wrong}
        answers = [answer_of(self.terms, bird) for bird in verdict.birds]
        return 200, {"predictions": answers} if batch else answers[0]

    def fail(self, summary: str, *, expected: str, seen: str = "", request: Request | None = None) -> NoReturn:
        """Raise a Failure."""
        raise Failure(summary, expected=expected, seen=seen, reproduce=request.curl if request else "")


@every_contract
def test_a_hundred_bad_bodies_are_bad_and_the_same_for_the_same_seed(terms: Terms) -> None:
    """The judge refuses each of them; more than forty kinds are among them; another seed gives others."""
    bodies = hundred(terms)
    assert len(bodies) == 100
    assert all(judge(one.raw, terms, batch=one.batch).refused for one in bodies)
    assert len({one.fault for one in bodies}) > 40
    assert plain_bodies(terms, 7, batch=True) == plain_bodies(terms, 7, batch=True)


@every_contract
def test_good_birds_are_good(terms: Terms) -> None:
    """The judge reads each of them, however its numbers are written, and both ends of a range are among them."""
    birds = draw(good_birds(terms), 7, 60)
    assert not any(judge(written(bird).encode(), terms, batch=False).refused for bird in birds)
    lengths = {float(bird["bill_length_mm"]) for bird in birds}
    assert set(terms.model.ranges["bill_length_mm"]) <= lengths


@every_contract
def test_who_keeps_the_contract_passes(terms: Terms) -> None:
    """Birds, batches, a hundred bad bodies, and what people send by mistake."""
    service = Known(terms)
    birds = draw(good_birds(terms), 7, 20)
    expect_birds(service, terms, birds)
    expect_batches(service, terms, [birds[:1], birds, birds * 5])
    expect_refused(service, terms, hundred(terms))
    for batch in (False, True):
        expect_refused(service, terms, plain_bodies(terms, 7, batch=batch))


def test_a_service_that_breaks_at_the_ninety_ninth_body_is_caught() -> None:
    """Whatever that body is: it is named by its place and its fault, shown, and can be sent again by hand."""
    bodies = hundred(TERMS)
    with pytest.raises(Failure, match=r"answers 500 \(body 99 of 100") as caught:
        expect_refused(Known(breaks_at=99), TERMS, bodies)
    assert bodies[98].fault in caught.value.summary
    assert "http://localhost:8000/predict" in caught.value.evidence["reproduce"]


@pytest.mark.parametrize(
    ("said", "sent", "wrong"),
    [
        ({"loc": ["body", "body_mass_g"], "input": {"bill_depth_mm": 1}}, {"bill_depth_mm": 1}, ""),
        ({"fields": {"body_mass_g": "missing"}}, {}, ""),
        ("body_mass_g", {}, ""),
        ({"error": "bad request"}, {}, "does not name body_mass_g"),
        ({"error": "I need body_mass_g and bill_depth_mm"}, {}, "names bill_depth_mm"),
        ({"body_mass_g": 1, "got": {"bill_depth_mm": 1}}, {"bill_depth_mm": 1, "nest": 2}, "names bill_depth_mm"),
    ],
)  # fmt: skip
def test_a_refusal_names_what_is_wrong_and_nothing_else(said: Any, sent: Any, wrong: str) -> None:
    """Any form will do; a copy of the whole bird names nothing, a copy of a part of it does."""
    bird = {name: value for name, value in GOOD.items() if name != "body_mass_g"}
    verdict = judge(json.dumps(bird).encode(), TERMS, batch=False)
    assert complaint(said, sent, verdict).startswith(wrong)
    assert bool(complaint(said, sent, verdict)) == bool(wrong)


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [
        ("birds[3].body_mass_g", ""),
        ('["birds", 3, "body_mass_g"]', ""),
        ("bird 3: body_mass_g", ""),
        ("birds.3.body_mass_g", ""),
        ("bird_3: body_mass_g", ""),
        ("bird3.body_mass_g", ""),
        ("birds_3_body_mass_g", ""),
        ("body_mass_g is 1e3", "bird 3"),
        ("body_mass_g is 13", "bird 3"),
        ("body_mass_g of 3.5", "bird 3"),
        ("body_mass_g", "bird 3"),
    ],
)
def test_a_refused_batch_tells_the_number_of_the_bird(text: str, unsaid: str) -> None:
    """As a number of its own, in whatever form."""
    batch = {"birds": [GOOD, GOOD, GOOD, {**GOOD, "body_mass_g": "heavy"}]}
    verdict = judge(json.dumps(batch).encode(), TERMS, batch=True)
    assert verdict.numbers == (3,)
    found = complaint({"error": text}, batch, verdict)
    assert unsaid in found
    assert bool(found) == bool(unsaid)


def test_types_first_and_ranges_afterwards_is_right_as_well() -> None:
    """Where one field is no number and another out of range, the second may be named, and need not."""
    bird = {**GOOD, "bill_length_mm": "long", "body_mass_g": 1}
    verdict = judge(json.dumps(bird).encode(), TERMS, batch=False)
    assert verdict.wrong == {"bill_length_mm"}
    assert verdict.right == {"bill_depth_mm", "flipper_length_mm"}


@pytest.mark.parametrize("body", [NOT_UTF8, b"", b"[]", b"NaN", b"[" * 20000, b'{"a": 1e999}', b'{"a": "\\ud800"}'])
def test_where_parsers_differ_no_name_is_asked_for(body: bytes) -> None:
    """A refusal is enough."""
    verdict = judge(body, TERMS, batch=False)
    assert verdict.refused
    assert not verdict.wrong


def test_a_body_that_nobody_can_type_is_told_as_a_command() -> None:
    """Bytes and long runs of one character are printed by the shell."""
    assert Body("", NOT_UTF8).typed == '"$(printf \'{"bill_length_mm": "\\377\\303"}\')"'
    assert Body("", b"[" * 5000).typed == "''\"$(printf '[%.0s' $(seq 5000))\"''"
    assert Body("", b'{"a": 1}').typed == ""
    assert Request("POST", "/predict", b"x", typed="'y'").curl.endswith("-d 'y' http://localhost:8000/predict")


def test_version_and_card_are_those_of_the_served_model() -> None:
    """The order of species does not count; another model's card does, and so does a missing sentence."""
    words = {"intended_use": "to name adult penguins", "limitations": "it knows no chicks"}
    card = {**TERMS.card, **words, "species": list(reversed(TERMS.model.species))}
    expect_card(Known(said={"/metadata": card}), TERMS)
    expect_version(Known(said={"/version": TERMS.version}), TERMS)
    with pytest.raises(Failure, match="wrong `model_version`"):
        expect_card(Known(said={"/metadata": card}), OTHER)
    with pytest.raises(Failure, match="sentence `limitations`"):
        expect_card(Known(said={"/metadata": {**card, "limitations": "none"}}), TERMS)


def test_another_model_has_the_same_form_and_nothing_else_in_common() -> None:
    """Its ranges are narrower here and wider there; the seed decides all of it."""
    assert OTHER.file.keys() == TERMS.file.keys()
    assert retrained(TERMS.file, 7) == OTHER.file
    assert set(OTHER.model.species) == set(TERMS.model.species)
    assert OTHER.model.version != TERMS.model.version
    for name, (low, high) in OTHER.model.ranges.items():
        assert low < high
        assert (low, high) != TERMS.model.ranges[name]


def document(**changes: Any) -> dict[str, Any]:
    """Return an OpenAPI document of the contract, with other schemas for some classes."""

    def thing(**fields: Any) -> dict[str, Any]:
        return {"type": "object", "required": list(fields), "properties": fields}

    answer = thing(species={}, probabilities={}, model_version={})
    schemas = {
        "Bird": thing(**{name: {"type": "number"} for name in NAMES}),
        "Batch": thing(birds={"type": "array", "items": {"$ref": "#/components/schemas/Bird"}}),
        "Answer": answer,
        "Answers": thing(predictions={"type": "array", "items": {"$ref": "#/components/schemas/Answer"}}),
        "Version": thing(api_version={}, model_version={}),
        "Card": thing(**{name: {} for name in [*TERMS.card, "intended_use", "limitations"]}),
        **changes,
    }

    def at(name: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}

    def gives(name: str, **more: Any) -> dict[str, Any]:
        return {"responses": {"200": at(name)}, **more}

    paths = {
        "/predict": {"post": gives("Answer", requestBody=at("Bird"))},
        "/predict/batch": {"post": gives("Answers", requestBody=at("Batch"))},
        "/version": {"get": gives("Version")},
        "/metadata": {"get": gives("Card")},
    }
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"swagger": "2.0"}, "no OpenAPI document"),
        ([], "no OpenAPI document"),
        ({**document(), "paths": {}}, "does not describe POST /predict"),
        (document(Bird={"type": "object"}), "accepts a bird without `bill_length_mm`"),
        (document(Bird={"type": "array"}), "refuses a good one"),
        (document(Batch={"type": "object"}), "accepts a batch without `birds`"),
        (document(Answer={"type": "object"}), "accepts one without `species`"),
        (document(Card={}), "no schema for the answer of GET /metadata"),
        (document(Answers={"$ref": "#/components/schemas/Nobody"}), "cannot be used"),
        (document(Version={"$ref": "https://registry.example/schema.json"}), "cannot be used"),
        (document(Version={"type": 7}), "cannot be used"),
        (document(Version={"$ref": "#/components/schemas/Version"}), "cannot be used"),
    ],
)
def test_a_document_that_says_something_else_is_told(raw: Any, says: str) -> None:
    """Too little, too much, nothing at all; references are looked up in the document alone."""
    service = Known(said={"/openapi.json": raw})
    with pytest.raises(Failure) as caught:
        expect_document(service, TERMS, {name: str(value) for name, value in GOOD.items()})
    assert says in caught.value.summary


def test_a_document_that_describes_the_contract_passes() -> None:
    """References are followed wherever they may stand."""
    expect_document(Known(said={"/openapi.json": document()}), TERMS, {name: str(one) for name, one in GOOD.items()})
