"""egg-volume in FastAPI: signatures say what goes in and out, and FastAPI reads, checks and documents."""

import json
import os
import time
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from shapes import Egg, Volume

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("egg.json"))
loaded = []


def load():
    while not loaded:
        try:
            loaded.append(json.loads(MODEL_PATH.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            time.sleep(0.1)


@asynccontextmanager
async def lifespan(_):
    Thread(target=load, daemon=True).start()
    yield


app = FastAPI(title="egg-volume", version="1", lifespan=lifespan)


def the_model():
    if not loaded:
        raise HTTPException(503, "the model is on its way")
    return loaded[0]


Model = Annotated[dict, Depends(the_model)]


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/ready")
async def ready(_: Model) -> dict[str, str]:
    return {"status": "ready"}


@app.post("/volume")
def volume(egg: Egg, model: Model) -> Volume:
    wrong = [
        {"loc": ["body", name], "msg": f"must be from {low} to {high}"}
        for name, (low, high) in model["ranges"].items()
        if not low <= getattr(egg, name) <= high
    ]
    if wrong:
        raise RequestValidationError(wrong)
    found = model["factor"] * egg.length_mm * egg.width_mm**2
    return Volume(volume_cm3=round(found, 3), model_version=model["version"])


@app.exception_handler(RequestValidationError)
async def refused(_, error):
    detail = [{"loc": list(one["loc"]), "msg": one["msg"]} for one in error.errors()]
    return JSONResponse({"detail": detail}, 422)
