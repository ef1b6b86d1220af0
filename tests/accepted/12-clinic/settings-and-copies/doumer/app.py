"""penguin-id on Doumer: measurements in, species out, and a line in the book for each bird."""

import os
from pathlib import Path

import birds
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4096

model = birds.load(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.json"))

#: The volume is mounted at /data: what is kept there outlives the container.
BOOK = Path("/data/sightings.csv")


def keep(values: list[float], species: str) -> None:
    """Add a bird to the book: its measurements in mm, and its species."""
    with BOOK.open("a", encoding="utf-8") as book:
        book.write("%g;%g;%s\n" % (*values, species))


@app.get("/health")
def health() -> Response:
    """Say that the service can answer."""
    return jsonify(status="ok")


@app.post("/predict")
def predict() -> Response:
    """Name the species of the bird in the request's body, and keep the sighting."""
    values = birds.measurements(request.get_json(force=True, silent=True), model)
    species = birds.species(values, model)
    keep(values, species)
    return jsonify(species=species, model_version=model["version"])


@app.errorhandler(birds.Unusable)
def refused(error: birds.Unusable) -> tuple[Response, int]:
    """Answer a request that holds no bird."""
    return jsonify(error=str(error)), 400
