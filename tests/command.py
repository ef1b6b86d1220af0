"""Run `python -m checker check` as a person does, and read what it wrote."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.places import ROOT

#: Seconds that one run of these tests may take before it counts as hanging.
HANG = 120.0


@dataclass(frozen=True)
class Ended:
    """A command that ended: its status, what it printed, and its report where it wrote one."""

    status: int
    out: str
    err: str
    report: dict[str, Any]

    @property
    def said(self) -> str:
        """Everything that it printed."""
        return self.out + self.err

    def check(self, name: str) -> dict[str, Any]:
        """Return the entry of one check of the only exercise."""
        [exercise] = self.report["exercises"]
        return next(check for check in exercise["checks"] if check["check"] == name)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a plain terminal, with changes."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100", **changes}


def start(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start `check` in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "checker", "check", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=dict(env or environment()),
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for_line(process: "subprocess.Popen[str]", part: str) -> None:
    """Read what a run prints until a line has this part."""
    assert process.stdout
    read = []
    for line in process.stdout:
        read.append(line)
        if part in line:
            return
    raise AssertionError("".join(read))


def check(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Ended:
    """Grade the exercise folders in a folder, freshly, and return how it ended."""
    report = folder / "report.json"
    process = start("--fresh", "--submission", str(folder), "--json", str(report), *arguments, env=env)
    out, err = process.communicate(timeout=HANG)
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Ended(process.returncode, out, err, found)
