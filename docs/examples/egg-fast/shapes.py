"""What goes in, and what comes out."""

from typing import Annotated

from pydantic import BaseModel, Field

#: A number in JSON: no text, no boolean, no NaN.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Egg(BaseModel):
    """What goes in."""

    length_mm: Number
    width_mm: Number


class Volume(BaseModel):
    """What comes out."""

    model_config = {"protected_namespaces": ()}

    volume_cm3: float
    model_version: str
