"""The contract in FastAPI: its own form of errors, with the bird as it was sent where that can be written."""

import asyncio
import json
import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from loader import load, probabilities
from pydantic import BaseModel, ConfigDict, Field

state = {}


@asynccontextmanager
async def lifespan(app):
    path = Path(os.environ.get("MODEL_PATH") or "model_v3.json")
    asyncio.get_running_loop().run_in_executor(None, lambda: state.update(model=load(path)))
    yield


service = FastAPI(lifespan=lifespan)


def model():
    if "model" not in state:
        raise HTTPException(503, "loading")
    return state["model"]


Model = Annotated[dict, Depends(model)]
Number = Annotated[float, Field(strict=True)]


class Bird(BaseModel):
    model_config = ConfigDict(extra="ignore")
    bill_length_mm: Number
    bill_depth_mm: Number
    flipper_length_mm: Number
    body_mass_g: Number


class Birds(BaseModel):
    birds: list[Bird] = Field(min_length=1, max_length=100)


def outside(bird, model, loc):
    return [
        {"type": "range", "loc": [*loc, name], "msg": f"not in {low} to {high}", "input": getattr(bird, name)}
        for name, (low, high) in model["training_ranges"].items()
        if not low <= getattr(bird, name) <= high
    ]


def name(bird, model):
    chances = probabilities(model, bird.model_dump())
    return {
        "model_version": model["version"],
        "probabilities": chances,
        "species": sorted(chances, key=chances.get)[-1],
    }


@service.get("/health")
async def health():
    return {"status": "ok"}


@service.get("/ready")
async def ready(model: Model):
    return {"status": "ready"}


@service.get("/version")
def version(model: Model):
    return {"api_version": "1", "model_version": model["version"]}


@service.get("/metadata")
def metadata(model: Model):
    units = {name: name.split("_")[-1] for name in model["features"]}
    return {
        **{key: model[key] for key in ("model", "species", "training_rows", "accuracy")},
        "model_version": model["version"],
        "features": {
            name: {"unit": units[name], "minimum": low, "maximum": high}
            for name, (low, high) in model["training_ranges"].items()
        },
        "intended_use": "Adult penguins of three species.",
        "limitations": "Neither chicks nor swans, please.",
    }


@service.post("/predict")
def predict(bird: Bird, model: Model):
    if wrong := outside(bird, model, ["body"]):
        raise RequestValidationError(wrong)
    return name(bird, model)


@service.post("/predict/batch")
def batch(batch: Birds, model: Model):
    pairs = enumerate(batch.birds)
    if wrong := [one for number, bird in pairs for one in outside(bird, model, ["body", "birds", number])]:
        raise RequestValidationError(wrong)
    return {"predictions": [name(bird, model) for bird in batch.birds]}


@service.exception_handler(RequestValidationError)
async def refused(request: Request, error: RequestValidationError):
    errors = error.errors()
    try:
        text = json.dumps({"detail": errors}, allow_nan=False, default=str)
    except (ValueError, RecursionError):
        text = json.dumps({"detail": [{"loc": one["loc"], "msg": one["msg"]} for one in errors]})
    return Response(text, 422, media_type="application/json")
