"""Stop a container in the middle of a survey: `python survey.py CONTAINER`. Its port 8000 has to be published."""

import json
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from threading import Event

BIRD = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}
BIRDS = 12
START_SECONDS = 30


def docker(*words):
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()


def ask(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    survey = json.dumps({"birds": [BIRD] * BIRDS})
    connection.request("POST", "/survey", survey, {"Content-Type": "application/json", "Connection": "close"})
    return connection.getresponse()


def ask_when_up(container):
    # An engine may publish on several addresses, a line each; the last part is the port.
    port = int(docker("port", container, "8000").splitlines()[0].rpartition(":")[2])
    end, pause = time.monotonic() + START_SECONDS, Event()
    while True:
        try:
            return ask(port)
        except (HTTPException, OSError):
            if time.monotonic() > end:
                raise
            pause.wait(0.1)


def main(container):
    answer, stopping, lines = ask_when_up(container), None, 0
    try:
        while line := answer.readline():
            print(line.decode().strip())
            lines += 1
            stopping = stopping or subprocess.Popen(["docker", "stop", container], stdout=subprocess.DEVNULL)
    except (HTTPException, OSError) as error:
        print("the connection broke:", error)
    if stopping:
        stopping.wait()
    code = docker("inspect", "--format", "{{.State.ExitCode}}", container)
    print(f"{lines} of {BIRDS} lines, then exit code {code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
