"""What requests and answers look like. FastAPI reads, checks, writes and documents them by these classes."""

from typing import Annotated

from pydantic import BaseModel, Field

#: Birds that one batch may hold.
MOST_BIRDS = 100

#: A number in JSON: no text, no boolean. The model's own range is not written here, because it changes with the model.
Millimetres = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Grams = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Bird(BaseModel):
    """The measurements of one bird. Other fields are ignored."""

    bill_length_mm: Millimetres
    bill_depth_mm: Millimetres
    flipper_length_mm: Millimetres
    body_mass_g: Grams


class Batch(BaseModel):
    """Many birds in one request."""

    birds: list[Bird] = Field(min_length=1, max_length=MOST_BIRDS)


class Prediction(BaseModel):
    """What the model says about one bird."""

    # Pydantic keeps names that begin with `model_` for itself, unless it is told not to.
    model_config = {"protected_namespaces": ()}

    species: str
    probabilities: dict[str, float]
    model_version: str


class Predictions(BaseModel):
    """What the model says about each bird of a batch, in their order."""

    predictions: list[Prediction]


class Status(BaseModel):
    """Whether the process lives, or is ready."""

    status: str


class Version(BaseModel):
    """Which contract, and which model."""

    model_config = {"protected_namespaces": ()}

    api_version: str
    model_version: str


class Feature(BaseModel):
    """One measurement, and the ends of the range that the model was trained on."""

    unit: str
    minimum: float
    maximum: float


class Card(BaseModel):
    """The model card."""

    model_config = {"protected_namespaces": ()}

    model: str
    model_version: str
    species: list[str]
    features: dict[str, Feature]
    training_rows: int
    accuracy: float
    intended_use: str
    limitations: str
