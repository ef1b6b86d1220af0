"""Wait for what the health check of a container says: `python trial.py CONTAINER`."""

import subprocess
import sys
import time

FORM = "{{.State.Status}} {{.State.Health.Status}}"


def verdict(container, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        command = ["docker", "inspect", "--format", FORM, container]
        status, health = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        if status != "running":
            return f"not running: {status}"
        if health != "starting":
            return health
        time.sleep(0.1)
    return "too late"


if __name__ == "__main__":
    said = verdict(sys.argv[1])
    print(said)
    sys.exit(said != "healthy")
