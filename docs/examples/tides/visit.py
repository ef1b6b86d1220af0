"""Wait until a container answers, then ask it: `python visit.py CONTAINER /version`, or `... /notes "a note"`."""

import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException


def ask(port, path, note=None):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST" if note else "GET", path, note)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def is_up(port):
    try:
        return ask(port, "/health")[0] == 200
    except (OSError, HTTPException):  # refused, cut off, or too late
        return False


def wait_until(good, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if good():
            return True
        time.sleep(0.1)
    return False


def main(container, path, note=None):
    command = ["docker", "port", container, "8000"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    port = int(lines[0].rpartition(":")[2])
    if not wait_until(lambda: is_up(port)):
        sys.exit(f"{container} does not answer")
    print(ask(port, path, note)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
