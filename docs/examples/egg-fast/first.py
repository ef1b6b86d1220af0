"""The first version of the port: FastAPI's defaults, and nothing else."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="egg-volume")


class Egg(BaseModel):
    """What goes in."""

    length_mm: float
    width_mm: float


@app.post("/volume")
def volume(egg: Egg) -> dict:
    return {"volume_cm3": round(0.00051 * egg.length_mm * egg.width_mm**2, 3)}
