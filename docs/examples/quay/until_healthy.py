"""Wait until a container's health check has passed: `python until_healthy.py CONTAINER`."""

import subprocess
import sys

from harbour import wait_until


def health():
    command = ["docker", "inspect", "--format", "{{.State.Health.Status}}", sys.argv[1]]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


wait_until(lambda: health() != "starting")
print(health())
