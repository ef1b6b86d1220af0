import os
from typing import Any

import loop
from fastapi import FastAPI

VERSION = os.environ["MODEL_VERSION"]
ask = loop.asked()[VERSION]
app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


def answer(bird) -> dict[str, Any]:
    species, chances = ask(bird)
    return {"species": species, "model_version": VERSION} | ({"probabilities": chances} if VERSION == "2" else {})


if VERSION == "1":

    @app.post("/predict")
    def first(bird: loop.Bill) -> dict[str, Any]:
        return answer(bird)

else:

    @app.post("/predict")
    def second(bird: loop.Bird) -> dict[str, Any]:
        return answer(bird)


@app.post("/feedback", status_code=201)
def take(feedback: loop.Feedback) -> None:
    loop.keep(feedback)


@app.get("/feedback/summary")
def summary() -> dict[str, Any]:
    lines = loop.lines()
    return {
        "total": len(lines),
        "versions": {
            version: loop.table([(one.species_seen, one.species_said) for one in lines if one.model_version == version])
            for version in "12"
        },
    }
