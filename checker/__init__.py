"""Ship Your Model's checker. What exercise modules import stands here: `from checker import Image, Service`.

The names load when they are first used: the command line starts without pytest and without Docker.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.api.attempt import Attempt
    from checker.api.context import context_files
    from checker.api.ended import Ended, Executed
    from checker.api.failure import Failure
    from checker.api.image import Image
    from checker.api.litter import Litter
    from checker.api.packages import installed_packages
    from checker.api.predictions import expect_predictions
    from checker.api.production import expect_production_server
    from checker.api.requirements import locked_requirement
    from checker.api.run import Run
    from checker.api.service import Service
    from checker.api.setting import BuildOptions, Mount, Setting
    from checker.api.stack import Stack, write_stack
    from checker.api.workspace import Workspace
    from checker.engine.volume import Volume
    from checker.penguins.reference import MODEL_FILE
    from checker.penguins.sample import Bird
    from checker.penguins.seal import is_sealed, seal
    from checker.text import clean

_HOMES = {
    "Attempt": "checker.api.attempt",
    "Bird": "checker.penguins.sample",
    "BuildOptions": "checker.api.setting",
    "Ended": "checker.api.ended",
    "Executed": "checker.api.ended",
    "Failure": "checker.api.failure",
    "Image": "checker.api.image",
    "Litter": "checker.api.litter",
    "MODEL_FILE": "checker.penguins.reference",
    "Mount": "checker.api.setting",
    "Run": "checker.api.run",
    "Service": "checker.api.service",
    "Setting": "checker.api.setting",
    "Stack": "checker.api.stack",
    "Volume": "checker.engine.volume",
    "Workspace": "checker.api.workspace",
    "clean": "checker.text",
    "context_files": "checker.api.context",
    "expect_predictions": "checker.api.predictions",
    "expect_production_server": "checker.api.production",
    "installed_packages": "checker.api.packages",
    "is_sealed": "checker.penguins.seal",
    "locked_requirement": "checker.api.requirements",
    "seal": "checker.penguins.seal",
    "write_stack": "checker.api.stack",
}

__all__ = [
    "MODEL_FILE",
    "Attempt",
    "Bird",
    "BuildOptions",
    "Ended",
    "Executed",
    "Failure",
    "Image",
    "Litter",
    "Mount",
    "Run",
    "Service",
    "Setting",
    "Stack",
    "Volume",
    "Workspace",
    "clean",
    "context_files",
    "expect_predictions",
    "expect_production_server",
    "installed_packages",
    "is_sealed",
    "locked_requirement",
    "seal",
    "write_stack",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
