"""Macros of the pages, written between `{=` and `=}`: versions, the road map, the table of exercises."""

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from checker.limits import Limits
from checker.site import boxes
from checker.versions import versions


def define_env(env: Any) -> None:
    """Give the pages `versions`, `deadlines` in seconds, and the macros; `env` is mkdocs-macros-plugin's."""
    env.variables["versions"] = versions()
    env.variables["deadlines"] = {name: f"{seconds:.0f}" for name, seconds in asdict(Limits()).items()}
    extra = env.conf["extra"]
    root = Path(env.conf["config_file_path"]).parent

    @env.macro  # type: ignore[untyped-decorator]
    def road_map() -> str:
        """Return the modules as cards."""
        return boxes.road_map(extra["lessons"], extra["exercises"])

    @env.macro  # type: ignore[untyped-decorator]
    def exercise_table() -> str:
        """Return all exercises as a table."""
        return boxes.exercise_table(extra["exercises"])

    @env.macro  # type: ignore[untyped-decorator]
    def python_minimum() -> str:
        """Return the oldest Python that the course's commands run on, from pyproject.toml."""
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["requires-python"]).removeprefix(">=")

    @env.macro  # type: ignore[untyped-decorator]
    def json_file(path: str) -> str:
        """Return a JSON file of the repository as a block of code; a broken file stops the build."""
        text = json.dumps(json.loads((root / path).read_text(encoding="utf-8")), indent=2)
        return f"```json\n{text}\n```"
