"""Several containers that belong together: a compose file of ours, started inside pytest-docker's own clean-up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.engine.compose import Project
from checker.limits import limits
from checker.text import tail

#: Sections of a compose file whose entries become objects of the engine.
SECTIONS = ("services", "networks", "volumes")


def write_stack(attempt: Attempt, contents: Mapping[str, Any]) -> Path:
    """Write a compose file whose services, networks and volumes all carry the attempt's labels; return its path.

    `contents` has the form of a compose file. The default network is named, so that it is labelled too.
    """
    labelled: dict[str, Any] = json.loads(json.dumps(contents))
    labelled.setdefault("networks", {}).setdefault("default", {})
    for section in SECTIONS:
        for name, entry in (labelled.get(section) or {}).items():
            labelled[section][name] = {**(entry or {}), "labels": attempt.labels}
    import yaml  # noqa: PLC0415  (most exercises have no stack, and grade 20 ms sooner without it)

    path = attempt.new_folder() / "compose.yml"
    path.write_text(yaml.safe_dump(labelled), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Stack:
    """A stack that runs: its compose project, for commands beyond what pytest-docker's services offer."""

    project: Project

    @classmethod
    def start(cls, project: Project) -> "Stack":
        """Start every service and wait until each is healthy. Raises Failure with their states and last log lines."""
        if problem := project.up(limits().start):
            raise Failure(
                "The services do not all start and turn healthy.",
                expected=f"every service running and healthy within {limits().start:.0f} s",
                seen=problem,
                evidence={"services": project.states(), "logs": tail(project.logs())},
                reproduce="docker compose up --wait",
            )
        return cls(project)
