"""The OpenAPI document, written by hand: the contract does not ask who wrote it."""

from app import app
from flask import jsonify

NUMBER = {"type": "number"}
TEXT = {"type": "string"}
MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def thing(**fields):
    return {"type": "object", "required": list(fields), "properties": fields}


def listed(of, **more):
    return {"type": "array", "items": of, **more}


def ref(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def said(schema):
    return {"description": "fine", "content": {"application/json": {"schema": schema}}}


ANSWER = thing(species=TEXT, probabilities={"type": "object", "additionalProperties": NUMBER}, model_version=TEXT)
FEATURE = thing(unit={"enum": ["mm", "g"]}, minimum=NUMBER, maximum=NUMBER)
CARD = thing(
    model=TEXT,
    model_version=TEXT,
    species=listed(TEXT),
    features={"type": "object", "additionalProperties": FEATURE},
    training_rows={"type": "integer"},
    accuracy=NUMBER,
    intended_use=TEXT,
    limitations=TEXT,
)


def post(body, answer):
    return {"post": {"requestBody": body, "responses": {"200": said(answer)}}}


def get(answer):
    return {"get": {"responses": {"200": answer}}}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "penguin-id", "version": "1"},
    "paths": {
        "/predict": post(ref("requestBodies", "Bird"), ref("schemas", "Answer")),
        "/predict/batch": post(
            {"content": {"application/json": {"schema": thing(birds=listed(ref("schemas", "Bird"), minItems=1))}}},
            thing(predictions=listed(ref("schemas", "Answer"))),
        ),
        "/version": get(said(thing(api_version=TEXT, model_version=TEXT))),
        "/metadata": get(ref("responses", "Card")),
    },
    "components": {
        "schemas": {"Bird": thing(**dict.fromkeys(MEASURES, NUMBER)), "Answer": ANSWER},
        "requestBodies": {"Bird": {"content": {"application/json": {"schema": ref("schemas", "Bird")}}}},
        "responses": {"Card": said(CARD)},
    },
}


@app.get("/openapi.json")
def openapi():
    return jsonify(DOCUMENT)
