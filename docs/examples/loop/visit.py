"""A day at the colony: `python visit.py CONTAINER...` asks the containers in turn, and tells each what was seen."""

import json
import subprocess
import sys
import time
from threading import Event
from urllib.request import Request, urlopen

# Mass in g, flipper in mm, and what the biologist saw.
BIRDS = [
    (3750, 181, "adult"),
    (3300, 150, "chick"),
    (1200, 90, "chick"),
    (3600, 160, "chick"),
    (4650, 210, "adult"),
    (3800, 186, "adult"),
    (2400, 140, "chick"),
    (3100, 155, "chick"),
    (5700, 230, "adult"),
    (2900, 183, "adult"),
    (3500, 172, "chick"),
    (3900, 196, "adult"),
]
START_SECONDS = 30


def address(container):
    # An engine may publish on several addresses, a line each; the last part is the port.
    found = subprocess.run(["docker", "port", container, "8000"], capture_output=True, text=True, check=True).stdout
    return f"http://127.0.0.1:{found.splitlines()[0].rpartition(':')[2]}"


def post(url, body):
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(url, json.dumps(body).encode(), headers)) as answer:  # noqa: S310
        return json.load(answer)


def wait_for(url):
    end, pause = time.monotonic() + START_SECONDS, Event()
    while True:
        try:
            return urlopen(f"{url}/health")  # noqa: S310
        except OSError:
            if time.monotonic() > end:
                raise
            pause.wait(0.1)


def main(containers):
    urls = {container: address(container) for container in containers}
    for url in urls.values():
        wait_for(url).close()
    right = dict.fromkeys(containers, 0)
    for number, (mass, flipper, seen) in enumerate(BIRDS):
        container = containers[number % len(containers)]
        bird = {"body_mass_g": mass, "flipper_length_mm": flipper}
        answer = post(f"{urls[container]}/predict", bird)
        said = {"model_version": answer["model_version"], "stage_said": answer["stage"], "stage_seen": seen}
        post(f"{urls[container]}/feedback", bird | said)
        right[container] += answer["stage"] == seen
    for number, container in enumerate(containers):
        asked = len(BIRDS[number :: len(containers)])
        print(f"{container}: {right[container]} of {asked} birds were named rightly")


if __name__ == "__main__":
    main(sys.argv[1:])
