"""The two programs that read a workflow, its schema and an audit of what it lets others do: without network."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.engine.command import popen_options
from checker.errors import EnvironmentFault

#: Seconds that a program may take to read one file.
READING = 60.0
_SCHEMA = "vendor.github-workflows"


@dataclass(frozen=True)
class Finding:
    """What the audit has found: the name of its rule, a line from 1, and words of its own."""

    rule: str
    line: int
    words: str

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"line {self.line}: {self.words} ({self.rule})"


def schema_errors(file: Path) -> list[str]:
    """Return what in a workflow file the schema of GitHub's workflows does not know, a line each."""
    said = _run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", _SCHEMA, "-o", "JSON", str(file)])
    found: dict[str, Any] = json.loads(said)
    best = [one.get("best_deep_match") or one.get("best_match") or one for one in found.get("errors") or []]
    unread = [f"{one.get('message', 'it cannot be read')}" for one in found.get("parse_errors") or []]
    return [f"{one['path'].removeprefix('$.')}: {one['message']}" for one in best] + unread


def audit(file: Path) -> list[Finding]:
    """Return what the audit finds in a workflow file that fits the schema."""
    quiet = ("--quiet", "--no-progress", "--no-exit-codes")
    said = _run([_program("zizmor"), "--offline", "--no-config", "--no-ignores", *quiet, "--format", "json", str(file)])
    return sorted(map(_finding, json.loads(said)), key=lambda one: (one.line, one.rule))


def _finding(found: dict[str, Any]) -> Finding:
    places = [one for one in found["locations"] if one["symbolic"]["kind"] == "Primary"] or found["locations"]
    row = places[0]["concrete"]["location"]["start_point"]["row"]
    return Finding(found["ident"], row + 1, f"{found['desc']}: {places[0]['symbolic']['annotation']}")


def _program(name: str) -> str:
    """Return the program of a package of ours: it lies beside the interpreter."""
    folder = Path(sys.executable).parent
    found = next((path for path in (folder / name, folder / f"{name}.exe") if path.exists()), None)
    if found is None:
        raise EnvironmentFault(f"{name} is not installed beside {sys.executable}. Type: nox -s check again")
    return str(found)


def _run(command: list[str]) -> str:
    """Return what a program prints on standard output. Raises EnvironmentFault where that is no JSON."""
    # No token and no setting of this machine: neither program has anybody to talk to.
    hidden = ("GH_", "GITHUB_", "ZIZMOR_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=READING,
            check=False,
            **popen_options(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentFault(f"{Path(command[0]).name} could not read the workflow: {error}") from error
    said: str = done.stdout.decode("utf-8", "replace")
    try:
        json.loads(said)
    except ValueError:
        raise EnvironmentFault(
            f"{Path(command[0]).name} could not read the workflow: {done.stderr.decode('utf-8', 'replace')[-500:]}"
        ) from None
    return said
