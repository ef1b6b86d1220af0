"""Run Python in a service's container, with the interpreter that serves there."""

import json
import shlex
from pathlib import PurePosixPath
from typing import Any

from checker.api.service import Service

#: A start script may have set the search path for the processes that it starts, and for nobody else.
_SAME_PATH = """\
import glob, sys
for one in glob.glob("/proc/[0-9]*/environ"):
    try:
        found = dict(pair.partition("=")[::2] for pair in open(one, errors="replace").read().split(chr(0)))
    except OSError:
        continue
    sys.path += [path for path in found.get("PYTHONPATH", "").split(":") if path and path not in sys.path]
"""


def serving_python(service: Service) -> str:
    """Return the command of the interpreter that the container's processes run on, `python` where none shows it."""
    for _, line in service.processes():
        for word in line.split():
            if PurePosixPath(word).name.startswith("python"):
                return word
    return "python"


def run_python(service: Service, script: str, *arguments: str) -> Any:
    """Run a script that prints one line of JSON last, and return that. Raises Failure where it does not."""
    service.expect_running()
    python = serving_python(service)
    ended = service.execute(python, "-c", _SAME_PATH + script, *arguments)
    lines = ended.output.strip().splitlines() or [""]
    try:
        return json.loads(next((line for line in reversed(lines) if line.startswith(("{", "["))), ""))
    except ValueError:
        service.fail(
            f"{shlex.quote(python)} in the container cannot do what the service has to: {lines[-1]}",
            expected="a Python that imports what the service imports",
            seen=ended.output,
        )
