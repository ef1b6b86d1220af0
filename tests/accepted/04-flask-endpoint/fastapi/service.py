"""The same contract, written anew."""

import json
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, FiniteFloat

MODEL = json.loads(Path("model.json").read_text())
app = FastAPI()


class Penguin(BaseModel):
    """What is measured, in mm; strict, because `true` and "39.1" are no measurements."""

    model_config = ConfigDict(strict=True)

    bill_length_mm: FiniteFloat
    bill_depth_mm: FiniteFloat


@app.exception_handler(RequestValidationError)
async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong, in the contract's words."""
    return JSONResponse({"error": str(error.errors()[0]["msg"])}, status_code=422)


@app.get("/health")
async def health() -> dict[str, str]:
    """Say that it is up."""
    return {"status": "ok"}


@app.post("/predict")
async def predict(penguin: Penguin) -> dict[str, str]:
    """Name the species."""
    values = [getattr(penguin, name) for name in MODEL["features"]]
    scores = {
        species: intercept + sum(w * v for w, v in zip(weights, values, strict=True))
        for species, intercept, weights in zip(
            MODEL["species"], MODEL["intercepts"], MODEL["coefficients"], strict=True
        )
    }
    return {"species": max(scores, key=scores.get), "model_version": MODEL["version"]}
