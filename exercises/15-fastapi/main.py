"""penguin-id in FastAPI: half of the port is done.

    GET  /health         done
    GET  /ready          done
    GET  /version        done
    GET  /metadata       to do
    POST /predict        takes a bird, and is too generous
    POST /predict/batch  to do

The contract is the one of exercise 14. `app` is the ASGI application that a server takes.
MODEL_PATH names the model's file; without it, `model_v3.json` beside this file is read.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException
from loader import load, probabilities
from pydantic import BaseModel

API_VERSION = "1"
MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model_v3.json"))

#: Empty until the model has loaded. Each worker process has its own.
loaded: list[dict[str, Any]] = []


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Load the model when the server starts, as FastAPI's documentation shows it."""
    loaded.append(load(MODEL_PATH))
    yield


app = FastAPI(title="penguin-id", lifespan=lifespan)


def model() -> dict[str, Any]:
    """Return the model. Raises HTTPException 503 until it has loaded."""
    if not loaded:
        raise HTTPException(503, "the model is on its way")
    return loaded[0]


class Bird(BaseModel):
    """The measurements of one bird."""

    bill_length_mm: float
    bill_depth_mm: float
    flipper_length_mm: float
    body_mass_g: float


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@app.get("/ready")
def ready() -> dict[str, str]:
    """Say that requests can be answered now."""
    model()
    return {"status": "ready"}


@app.get("/version")
def version() -> dict[str, str]:
    """Tell the version of the contract, and of the model."""
    return {"api_version": API_VERSION, "model_version": model()["version"]}


@app.post("/predict")
def predict(bird: Bird) -> dict[str, Any]:
    """Name the species of one bird."""
    found = probabilities(model(), bird.model_dump())
    return {
        "species": max(found, key=found.__getitem__),
        "probabilities": found,
        "model_version": model()["version"],
    }
