"""Reads the model; run as a program, it only tells whether that works."""

import json
import os
import sys


def load():
    """Return the model. Raises ValueError with a sentence."""
    path = os.environ["MODEL_PATH"]
    try:
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
        for key in ("version", "species", "features", "intercepts", "coefficients"):
            model[key]
    except Exception as error:
        raise ValueError(f"MODEL_PATH is {path}, which holds no model: {error!r}") from None
    wanted = os.environ.get("MODEL_VERSION", "")
    if wanted not in ("", model["version"]):
        raise ValueError(f"MODEL_VERSION is {wanted}, but {path} holds version {model['version']}")
    return model


if __name__ == "__main__":
    try:
        load()
    except ValueError as error:
        sys.exit(str(error))
