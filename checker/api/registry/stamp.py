"""Another model for each image, so that an image tells by its answers which one it is."""

import json
from contextlib import suppress
from typing import Any

from checker.api.failure import Failure
from checker.api.workspace import Workspace

MODEL = "model.json"


def stamp_model(workspace: Workspace, version: str) -> None:
    """Give the model of a copy another version. Raises Failure where its model.json is no model."""
    path = workspace.folder / MODEL
    model: Any = None
    with suppress(OSError, ValueError):
        model = json.loads(path.read_bytes())
    if not isinstance(model, dict):
        raise Failure(
            f"{MODEL} is not the model any more.",
            expected=f"the file {MODEL} as it was given: a JSON object",
            seen="a file that cannot be read as that" if path.exists() else "no such file",
            reproduce=f"python -m json.tool {MODEL}",
        )
    workspace.replace(MODEL, json.dumps({**model, "version": version}).encode())
