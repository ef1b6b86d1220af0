"""The same contract in FastAPI; pydantic checks the settings."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, Field, FiniteFloat, TypeAdapter, ValidationError


class Model(BaseModel):
    version: str
    species: list[str]
    features: list[str]
    intercepts: list[float]
    coefficients: list[list[float]]


class Settings(BaseModel):
    PORT: Annotated[int, Field(ge=1, le=65535)] = 8000
    LOG_LEVEL: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = "info"
    MODEL_PATH: Path = Path("/app/model.json")
    MODEL_VERSION: str | None = None


def settings() -> tuple[Settings, Model]:
    environment = {name: os.environ[name] for name in Settings.model_fields if os.environ.get(name)}
    try:
        found = Settings(**environment)
    except ValidationError as error:
        first = error.errors()[0]
        sys.exit(f"{first['loc'][0]}: {first['input']!r}: {first['msg']}")
    try:
        model = Model.model_validate_json(found.MODEL_PATH.read_bytes())
    except (OSError, ValidationError) as error:
        sys.exit(f"MODEL_PATH: {found.MODEL_PATH}: {type(error).__name__}")
    if found.MODEL_VERSION not in (None, model.version):
        sys.exit(f"MODEL_VERSION: {found.MODEL_VERSION}: there is {model.version}")
    return found, model


chosen, model = settings()
log = logging.getLogger("penguin-id")
app = FastAPI()
measures = TypeAdapter(dict[str, object])
number = TypeAdapter(Annotated[FiniteFloat, Field(strict=True)])


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/predict")
async def predict(request: Request):
    try:
        bird = measures.validate_json(await request.body())
        values = [number.validate_python(bird.get(name)) for name in model.features]
    except ValidationError as error:
        log.warning("refused: %s", error.errors()[0]["msg"])
        return JSONResponse({"error": error.errors()[0]["msg"]}, status_code=422)
    scores = [
        start + sum(weight * value for weight, value in zip(row, values))
        for start, row in zip(model.intercepts, model.coefficients)
    ]
    species = model.species[scores.index(max(scores))]
    log.debug("it is a %s", species)
    return {"species": species, "model_version": model.version}


if __name__ == "__main__":
    logging.basicConfig(level=chosen.LOG_LEVEL.upper())
    uvicorn.run(app, host="0.0.0.0", port=chosen.PORT, log_level=chosen.LOG_LEVEL)
