"""penguin-id, version 3, in FastAPI: the contract of exercise 14, and a document that describes it.

    GET  /openapi.json   the document; /docs shows it to people

What a request and an answer look like stands in `shapes.py`. `app` is the ASGI application that a server takes.
MODEL_PATH names the model's file; without it, `model_v3.json` beside this file is read.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from loader import load, probabilities
from shapes import Batch, Bird, Card, Feature, Prediction, Predictions, Status, Version

#: The version of the form of requests and answers. Another model does not change it.
API_VERSION = "1"

INTENDED_USE = "Naming the species of adult penguins at the three colonies of the Palmer Archipelago."
LIMITATIONS = "No chicks, no other species, no bird whose measurements lie outside the ranges of the training table."

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model_v3.json"))

#: Empty until the model has loaded. Each worker process has its own.
loaded: list[dict[str, Any]] = []


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Begin to load the model when a worker starts, and do not wait: until `yield` is reached nobody is answered."""
    Thread(target=lambda: loaded.append(load(MODEL_PATH)), daemon=True).start()
    yield


app = FastAPI(title="penguin-id", version=API_VERSION, lifespan=lifespan)


def the_model() -> dict[str, Any]:
    """Return the model. Raises HTTPException 503 until it has loaded."""
    if not loaded:
        raise HTTPException(503, "the model is on its way")
    return loaded[0]


Model = Annotated[dict[str, Any], Depends(the_model)]


def outside(bird: Bird, model: dict[str, Any], *place: str | int) -> list[dict[str, Any]]:
    """Return a fault, in FastAPI's own form, for each measurement that the model does not answer for."""
    return [
        {"loc": ("body", *place, name), "msg": f"must be from {low} to {high}: the model knows no such bird"}
        for name, (low, high) in model["training_ranges"].items()
        if not low <= getattr(bird, name) <= high
    ]


def prediction(bird: Bird, model: dict[str, Any]) -> Prediction:
    """Return what the model says about one bird."""
    found = probabilities(model, bird.model_dump())
    return Prediction(species=max(found, key=found.__getitem__), probabilities=found, model_version=model["version"])


@app.get("/health")
async def health() -> Status:
    """Say that the process lives, whatever it waits for."""
    return Status(status="ok")


@app.get("/ready")
async def ready(_: Model) -> Status:
    """Say that requests can be answered now."""
    return Status(status="ready")


@app.get("/version")
async def version(model: Model) -> Version:
    """Tell the version of the contract, and of the model."""
    return Version(api_version=API_VERSION, model_version=model["version"])


@app.get("/metadata")
async def metadata(model: Model) -> Card:
    """Return the model card: what the model is, and what it is good for."""
    features = {
        name: Feature(unit=name.rpartition("_")[2], minimum=low, maximum=high)
        for name, (low, high) in model["training_ranges"].items()
    }
    return Card(
        model=model["model"],
        model_version=model["version"],
        species=model["species"],
        features=features,
        training_rows=model["training_rows"],
        accuracy=model["accuracy"],
        intended_use=INTENDED_USE,
        limitations=LIMITATIONS,
    )


# `def`, not `async def`: scoring is work for the processor, and FastAPI gives it a thread of its own.
@app.post("/predict")
def predict(bird: Bird, model: Model) -> Prediction:
    """Name the species of one bird."""
    if wrong := outside(bird, model):
        raise RequestValidationError(wrong)
    return prediction(bird, model)


@app.post("/predict/batch")
def predict_batch(batch: Batch, model: Model) -> Predictions:
    """Name the species of many birds, in their order: all of them, or none."""
    birds = list(enumerate(batch.birds))
    if wrong := [fault for number, bird in birds for fault in outside(bird, model, "birds", number)]:
        raise RequestValidationError(wrong)
    return Predictions(predictions=[prediction(bird, model) for bird in batch.birds])


@app.exception_handler(RequestValidationError)
async def refused(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say where something is wrong, and why.

    FastAPI's own handler repeats the value that was sent. NaN, half a character and deep brackets cannot be written
    into an answer, and make it a 500.
    """
    detail = [{"loc": list(one["loc"]), "msg": one["msg"]} for one in error.errors()]
    return JSONResponse({"detail": detail}, 422)
