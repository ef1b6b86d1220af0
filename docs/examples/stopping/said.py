"""Wait until a container has said something: `python said.py CONTAINER "some words"` prints the line."""

import subprocess
import sys
from threading import Timer

DEADLINE_SECONDS = 60


def main(container, words):
    follow = ["docker", "logs", "--follow", container]
    with subprocess.Popen(follow, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as log:
        timer = Timer(DEADLINE_SECONDS, log.kill)
        timer.start()
        found = next((line.strip() for line in log.stdout if words in line), None)
        timer.cancel()
        log.kill()
    print(found or f"{container} did not say {words!r}")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
