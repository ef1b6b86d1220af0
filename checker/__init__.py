"""Ship Your Model's checker. What exercise modules import stands here: `from checker import Image, Service`.

The names load when they are first used: the command line starts without pytest and without Docker.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.api.answer_sheet import AnswerSheet, Entry
    from checker.api.answers import Field, read_answers
    from checker.api.attempt import Attempt
    from checker.api.bases import base_images, names_a_version
    from checker.api.compose import ComposeFile
    from checker.api.context import context_files
    from checker.api.crate import Crate
    from checker.api.ended import Ended, Executed
    from checker.api.failure import Failure
    from checker.api.image import Image
    from checker.api.inflight import Stopped, Streamed, post_for_lines, stop_in_flight
    from checker.api.interpreter import run_python
    from checker.api.later import build_later, package_versions
    from checker.api.leftovers import DOWNLOADS, leftovers, present
    from checker.api.litter import Litter
    from checker.api.logs import logs_once
    from checker.api.member import Member
    from checker.api.orphans import Process, unreaped
    from checker.api.pace import slowness
    from checker.api.packages import installed_packages
    from checker.api.predictions import expect_predictions, expect_probabilities
    from checker.api.production import expect_production_server
    from checker.api.requirements import locked_requirement
    from checker.api.run import Run
    from checker.api.service import Service
    from checker.api.setting import BuildOptions, Mount, Setting
    from checker.api.shipment import Shipment
    from checker.api.size import weight_of, weight_of_base
    from checker.api.stack import Stack, write_stack
    from checker.api.workspace import Workspace
    from checker.api.writable import writable_paths
    from checker.engine.volume import Volume
    from checker.penguins.reference import MODEL_FILE, MODEL_FILES, PIPELINE_FILES, probabilities
    from checker.penguins.sample import Bird, sample
    from checker.penguins.seal import is_sealed, seal
    from checker.text import clean
    from checker.versions import package

_HOMES = {
    "AnswerSheet": "checker.api.answer_sheet",
    "Attempt": "checker.api.attempt",
    "Bird": "checker.penguins.sample",
    "BuildOptions": "checker.api.setting",
    "ComposeFile": "checker.api.compose",
    "Crate": "checker.api.crate",
    "DOWNLOADS": "checker.api.leftovers",
    "Ended": "checker.api.ended",
    "Entry": "checker.api.answer_sheet",
    "Executed": "checker.api.ended",
    "Failure": "checker.api.failure",
    "Field": "checker.api.answers",
    "Image": "checker.api.image",
    "Litter": "checker.api.litter",
    "MODEL_FILE": "checker.penguins.reference",
    "MODEL_FILES": "checker.penguins.reference",
    "Member": "checker.api.member",
    "Mount": "checker.api.setting",
    "PIPELINE_FILES": "checker.penguins.reference",
    "Process": "checker.api.orphans",
    "Run": "checker.api.run",
    "Service": "checker.api.service",
    "Setting": "checker.api.setting",
    "Shipment": "checker.api.shipment",
    "Stack": "checker.api.stack",
    "Stopped": "checker.api.inflight",
    "Streamed": "checker.api.inflight",
    "Volume": "checker.engine.volume",
    "Workspace": "checker.api.workspace",
    "base_images": "checker.api.bases",
    "build_later": "checker.api.later",
    "clean": "checker.text",
    "context_files": "checker.api.context",
    "expect_predictions": "checker.api.predictions",
    "expect_probabilities": "checker.api.predictions",
    "expect_production_server": "checker.api.production",
    "installed_packages": "checker.api.packages",
    "is_sealed": "checker.penguins.seal",
    "leftovers": "checker.api.leftovers",
    "locked_requirement": "checker.api.requirements",
    "logs_once": "checker.api.logs",
    "names_a_version": "checker.api.bases",
    "package": "checker.versions",
    "package_versions": "checker.api.later",
    "post_for_lines": "checker.api.inflight",
    "present": "checker.api.leftovers",
    "probabilities": "checker.penguins.reference",
    "read_answers": "checker.api.answers",
    "run_python": "checker.api.interpreter",
    "sample": "checker.penguins.sample",
    "seal": "checker.penguins.seal",
    "slowness": "checker.api.pace",
    "stop_in_flight": "checker.api.inflight",
    "unreaped": "checker.api.orphans",
    "weight_of": "checker.api.size",
    "weight_of_base": "checker.api.size",
    "writable_paths": "checker.api.writable",
    "write_stack": "checker.api.stack",
}

__all__ = [
    "DOWNLOADS",
    "MODEL_FILE",
    "MODEL_FILES",
    "PIPELINE_FILES",
    "AnswerSheet",
    "Attempt",
    "Bird",
    "BuildOptions",
    "ComposeFile",
    "Crate",
    "Ended",
    "Entry",
    "Executed",
    "Failure",
    "Field",
    "Image",
    "Litter",
    "Member",
    "Mount",
    "Process",
    "Run",
    "Service",
    "Setting",
    "Shipment",
    "Stack",
    "Stopped",
    "Streamed",
    "Volume",
    "Workspace",
    "base_images",
    "build_later",
    "clean",
    "context_files",
    "expect_predictions",
    "expect_probabilities",
    "expect_production_server",
    "installed_packages",
    "is_sealed",
    "leftovers",
    "locked_requirement",
    "logs_once",
    "names_a_version",
    "package",
    "package_versions",
    "post_for_lines",
    "present",
    "probabilities",
    "read_answers",
    "run_python",
    "sample",
    "seal",
    "slowness",
    "stop_in_flight",
    "unreaped",
    "weight_of",
    "weight_of_base",
    "writable_paths",
    "write_stack",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
