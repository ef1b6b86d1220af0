"""Whether a service's OpenAPI document describes its contract: its schemas are tried on bodies and answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

from checker.api.contract.asking import expected_of
from checker.api.contract.bodies import Raw, written
from checker.api.contract.terms import Asked, Terms
from checker.api.contract.verdict import BIRDS
from checker.api.http import Request

DOCUMENT = "/openapi.json"

#: What stands for a measurement that is none.
NO_NUMBER = "long"


@dataclass(frozen=True)
class Document:
    """An OpenAPI document, and the service that sent it."""

    service: Asked
    raw: Mapping[str, Any]

    def fail(self, summary: str, expected: str, seen: Any) -> NoReturn:
        """Raise a Failure that shows the part of the document that is meant."""
        shown = seen if isinstance(seen, str) else json.dumps(seen)
        self.service.fail(summary, expected=expected, seen=shown, request=Request("GET", DOCUMENT))

    def part(self, place: Any, *path: str) -> Any:
        """Return what stands at a path below a place of the document, references followed; None where nothing does."""
        for name in path:
            place = self._resolved(place)
            place = place.get(name) if isinstance(place, dict) else None
        return self._resolved(place)

    def _resolved(self, place: Any) -> Any:
        reference = place.get("$ref") if isinstance(place, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/components/"):
            return place
        found: Any = self.raw
        for name in reference.removeprefix("#/").split("/"):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def operation(self, method: str, path: str) -> Any:
        """Return what the document says of a method at a path. Raises Failure where that is nothing."""
        paths = self.part(self.raw, "paths")
        found = self.part(paths, path, method)
        if not isinstance(found, dict):
            known = sorted(paths) if isinstance(paths, dict) else []
            self.fail(
                f"The OpenAPI document does not describe {method.upper()} {path}.",
                f"an entry `{method}` under `paths`, `{path}`",
                f"the paths {', '.join(known) or 'are missing'}",
            )
        return found

    def accepts(self, schema: Any, value: Any) -> bool:
        """Return whether a schema of the document accepts a value. Raises Failure where it is no schema."""
        whole = {"components": self.raw.get("components", {}), "allOf": [schema]}
        try:
            return bool(Draft202012Validator(whole, registry=Registry()).is_valid(value))
        except (Unresolvable, SchemaError, RecursionError, TypeError, ValueError) as error:
            self.fail("A schema of the OpenAPI document cannot be used.", "schemas that can be resolved", str(error))


def expect_document(service: Asked, terms: Terms, bird: Raw) -> None:
    """Raise a Failure unless `/openapi.json` describes what the contract says, as far as schemas can."""
    raw = service.get(DOCUMENT).expect(200).json()
    document = Document(service, raw if isinstance(raw, dict) else {})
    if not str(document.raw.get("openapi", "")).startswith("3."):
        document.fail("GET /openapi.json is no OpenAPI document.", "a document with `openapi`, version 3", raw)
    one = json.loads(written(bird))
    measured = {name: float(one[name]) for name in terms.model.features}
    answer = expected_of(terms, measured)
    _expect_requests(document, terms, one)
    _expect_answers(document, "post", terms.single, answer)
    _expect_answers(document, "post", terms.batch, {"predictions": [answer]})
    _expect_answers(document, "get", f"{terms.prefix}/version", terms.version)
    card = {**terms.card, "intended_use": "to name adult penguins", "limitations": "it knows no chicks"}
    _expect_answers(document, "get", f"{terms.prefix}/metadata", card)


def _expect_requests(document: Document, terms: Terms, bird: Mapping[str, Any]) -> None:
    without = {name: {key: value for key, value in bird.items() if key != name} for name in terms.model.features}
    wrong = {name: {**bird, name: NO_NUMBER} for name in terms.model.features}
    bad = {f"a bird without `{name}`": one for name, one in without.items()}
    bad |= {f"a bird whose `{name}` is a text": one for name, one in wrong.items()}
    _expect_request(document, terms.single, bird, bad)
    batches = {f"a batch with {what}": {BIRDS: [bird, one]} for what, one in bad.items()}
    _expect_request(document, terms.batch, {BIRDS: [bird]}, {"a batch without `birds`": {}, **batches})


def _expect_request(document: Document, path: str, good: Any, bad: Mapping[str, Any]) -> None:
    schema = _schema(document, document.operation("post", path), f"the body of POST {path}", "requestBody")
    if not document.accepts(schema, good):
        what = f"The schema for the body of POST {path} refuses a good one."
        document.fail(what, f"a schema that accepts {json.dumps(good)}", schema)
    for name, one in bad.items():
        if document.accepts(schema, one):
            what = f"The schema for the body of POST {path} accepts {name}."
            document.fail(what, f"a schema that refuses {json.dumps(one)}", schema)


def _expect_answers(document: Document, method: str, path: str, answer: Mapping[str, Any]) -> None:
    where = f"the answer of {method.upper()} {path}"
    schema = _schema(document, document.operation(method, path), where, "responses", "200")
    if not document.accepts(schema, answer):
        document.fail(f"The schema for {where} refuses a right one.", f"a schema that accepts {answer}", schema)
    for name in answer:
        if document.accepts(schema, {key: value for key, value in answer.items() if key != name}):
            document.fail(
                f"The schema for {where} accepts one without `{name}`.", f"a schema that requires `{name}`", schema
            )


def _schema(document: Document, operation: Any, what: str, *path: str) -> Any:
    schema = document.part(operation, *path, "content", "application/json", "schema")
    if not isinstance(schema, dict) or not schema:
        document.fail(f"The OpenAPI document has no schema for {what}.", f"a schema under {', '.join(path)}", operation)
    return schema
