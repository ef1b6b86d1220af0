"""All in one file, for another server: ranges are checked in a dependency, the model comes when it is asked for."""

import json
import os
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from loader import probabilities
from pydantic import BaseModel, StrictFloat, StrictInt, conlist

app = FastAPI(docs_url=None, redoc_url=None)


@cache
def read():
    with open(os.environ.get("MODEL_PATH") or "model_v3.json") as file:
        return json.load(file)


def arrived() -> dict[str, Any]:
    try:
        return read()
    except (OSError, ValueError):
        raise HTTPException(503, "not yet") from None


Model = Annotated[dict, Depends(arrived)]
Number = StrictFloat | StrictInt


class Bird(BaseModel):
    bill_length_mm: Number
    bill_depth_mm: Number
    flipper_length_mm: Number
    body_mass_g: Number


class Birds(BaseModel):
    birds: conlist(Bird, min_length=1, max_length=100)


class Answer(BaseModel, protected_namespaces=()):
    model_version: str
    species: str
    probabilities: dict[str, float]


class Answers(BaseModel):
    predictions: list[Answer]


class Versions(BaseModel, protected_namespaces=()):
    api_version: Literal["1"]
    model_version: str


class Feature(BaseModel):
    unit: Literal["mm", "g"]
    minimum: float
    maximum: float


class Card(BaseModel, protected_namespaces=(), extra="allow"):
    model: str
    model_version: str
    species: list[str]
    features: dict[str, Feature]
    training_rows: int
    accuracy: float
    intended_use: str
    limitations: str


class OutOfRange(Exception):
    pass


def answers(birds, model):
    wrong = {}
    for number, bird in enumerate(birds):
        for name, (low, high) in model["training_ranges"].items():
            if not low <= getattr(bird, name) <= high:
                wrong.setdefault(number, []).append(name)
    if wrong:
        raise OutOfRange(wrong)
    found = [probabilities(model, vars(bird)) for bird in birds]
    return [Answer(species=max(one, key=one.get), probabilities=one, model_version=model["version"]) for one in found]


@app.exception_handler(OutOfRange)
async def out_of_range(_, error):
    return JSONResponse({"problem": "out of range", "birds": error.args[0]}, 400)


@app.exception_handler(RequestValidationError)
async def invalid(_, error):
    return JSONResponse(
        {"problem": [f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors()]}, 400
    )


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/ready")
async def ready(_: Model):
    return {"status": "ready"}


@app.get("/version", response_model=Versions)
async def version(model: Model):
    return {"api_version": "1", "model_version": model["version"]}


@app.get("/metadata", response_model=Card)
async def metadata(model: Model):
    words = {"intended_use": "Grown-up penguins, please.", "limitations": "It has never met a chick."}
    features = {
        name: {"unit": name.split("_")[-1], "minimum": low, "maximum": high}
        for name, (low, high) in model["training_ranges"].items()
    }
    kept = {key: model[key] for key in ("model", "species", "training_rows", "accuracy")}
    return {**kept, **words, "model_version": model["version"], "features": features}


@app.post("/predict")
async def predict(bird: Bird, model: Model) -> Answer:
    return answers([bird], model)[0]


@app.post("/predict/batch")
async def batch(asked: Birds, model: Model) -> Answers:
    return Answers(predictions=answers(asked.birds, model))
