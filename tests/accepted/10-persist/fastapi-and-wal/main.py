"""The same contract in FastAPI, with SQLite's write-ahead log."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat

MODEL = json.loads(Path("/app/model.json").read_text())
DATABASE = os.path.join(os.environ.get("FEEDBACK_DIR") or "/data", "notes.sqlite3")
COLUMNS = ("band", "bill_length_mm", "bill_depth_mm", "species_seen")
app = FastAPI()


def known(species: str) -> str:
    if species not in MODEL["species"]:
        raise ValueError(f"one of {MODEL['species']}")
    return species


class Penguin(BaseModel):
    model_config = ConfigDict(strict=True)
    bill_length_mm: FiniteFloat
    bill_depth_mm: FiniteFloat


class Note(Penguin):
    band: Annotated[str, Field(min_length=1)]
    species_seen: Annotated[str, AfterValidator(known)]


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(DATABASE, timeout=20)
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS notes (band TEXT, bill_length_mm REAL, bill_depth_mm REAL, species_seen TEXT)"
    )
    return connection


@app.exception_handler(RequestValidationError)
async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"error": str(error.errors()[0]["msg"])}, status_code=422)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict(penguin: Penguin):
    values = [getattr(penguin, name) for name in MODEL["features"]]
    scores = [
        start + sum(weight * value for weight, value in zip(row, values))
        for start, row in zip(MODEL["intercepts"], MODEL["coefficients"])
    ]
    return {"species": MODEL["species"][scores.index(max(scores))], "model_version": MODEL["version"]}


@app.post("/feedback", status_code=201)
def take(note: Note):
    with closing(connect()) as connection, connection:
        connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?)", [getattr(note, name) for name in COLUMNS])
    return note


@app.get("/feedback")
def give():
    with closing(connect()) as connection:
        rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM notes").fetchall()
    return {"feedback": [dict(zip(COLUMNS, row)) for row in rows]}
