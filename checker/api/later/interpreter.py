"""Run Python in a service's container, with the interpreter that serves there."""

import json
import shlex
from pathlib import PurePosixPath
from typing import Any

from checker.api.service import Service

#: Becomes the interpreter of the process that serves, in its folder and its environment: a start script may have set
#: both for the processes that it starts, and for nobody else.
_AS_SERVED = """\
import glob, os, sys
program, environment = sys.executable, dict(os.environ)
for one in sorted(glob.glob("/proc/[0-9]*"), key=lambda path: int(path[6:])):
    try:
        name = os.fsdecode(open(one + "/cmdline", "rb").read()).split(chr(0))[0]
        pairs = os.fsdecode(open(one + "/environ", "rb").read()).split(chr(0))
        if int(one[6:]) != os.getpid() and os.path.basename(name).rstrip("0123456789.") == "python":
            program, environment = name, dict(pair.partition("=")[::2] for pair in pairs if pair)
            os.chdir(one + "/cwd")
            break
    except OSError:
        continue
try:
    os.execvpe(program, [program, "-c", *sys.argv[1:]], environment)
except OSError:
    os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


def serving_python(service: Service) -> str:
    """Return the command of the interpreter that the container's processes run on, `python` where none shows it."""
    for _, line in service.processes():
        for word in line.split():
            if PurePosixPath(word).name.rstrip("0123456789.") == "python":
                return word
    return "python"


def run_python(service: Service, script: str, *arguments: str) -> Any:
    """Run a script that prints one line of JSON last, and return that. Raises Failure where it does not."""
    service.expect_running()
    python = serving_python(service)
    ended = service.execute(python, "-c", _AS_SERVED, script, *arguments)
    lines = ended.output.strip().splitlines() or [""]
    try:
        return json.loads(next((line for line in reversed(lines) if line.startswith(("{", "["))), ""))
    except ValueError:
        service.fail(
            f"{shlex.quote(python)} in the container cannot do what the service has to: {lines[-1]}",
            expected="a Python that imports what the service imports",
            seen=ended.output,
        )
