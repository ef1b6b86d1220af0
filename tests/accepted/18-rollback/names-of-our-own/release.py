"""Both commands in one program: tried on a port of the engine's choice, on a network of its own, then swapped."""

import http.client
import json
import os
import subprocess
import sys
import time

NAME = os.environ.get("NAME") or "penguin-id"
PORT = os.environ.get("PORT") or "8000"
STATE = os.environ.get("STATE") or "state"
LEVEL = os.path.join(STATE, "level")
HISTORY = os.path.join(STATE, "history.jsonl")


def sh(line, **more):
    return subprocess.run(line, shell=True, capture_output=True, text=True, **more)


def runs(container):
    state = sh(f"docker inspect {container}").stdout
    return '"running"' in state and '"unhealthy"' not in state


def healthy(container, port):
    end = time.time() + 45
    while time.time() < end and runs(container):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=2)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.3)
    return False


def trial(image):
    """Try it on another port, without the data."""
    sh(f"docker run -d --rm --name {NAME}-trial -p 127.0.0.1::8000 {image}")
    port = sh(f"docker port {NAME}-trial 8000").stdout.strip().rpartition(":")[2]
    try:
        return port.isdigit() and healthy(f"{NAME}-trial", port)
    finally:
        sh(f"docker rm -f {NAME}-trial")


def start(image):
    sh(f"docker network create {NAME}-net")
    sh(f"docker rm -f {NAME}")
    sh(f"docker run -d --name {NAME} --network {NAME}-net --restart=always -v {NAME}-data:/data -p 127.0.0.1:{PORT}:8000 {image}")
    return healthy(NAME, PORT)


def level():
    try:
        return json.load(open(LEVEL))
    except FileNotFoundError:
        return []


def finish(action, image, identity, good, pile):
    if good:
        json.dump(pile, open(LEVEL, "w"))
    with open(HISTORY, "a") as file:
        outcome = "live" if good else "failed"
        file.write(json.dumps({"action": action, "image": image, "id": identity, "outcome": outcome}) + "\n")
    sys.exit(0 if good else 3)


os.makedirs(STATE, exist_ok=True)
pile = level()
if sys.argv[1] == "deploy":
    image = sys.argv[2]
    found = sh(f"docker image inspect {image}")
    identity = json.loads(found.stdout)[0]["Id"] if found.returncode == 0 else "no such image"
    good = found.returncode == 0 and trial(image)
    name = f"{NAME}:{len(pile) + 1}"
    if good:
        sh(f"docker tag {image} {name}")
        good = start(name)
    finish("deploy", image, identity, good, [*pile, [image, identity, name]])
if len(pile) < 2:
    sys.exit("there is no version before this one")
image, identity, name = pile[-2]
finish("rollback", image, identity, start(name), pile[:-1])
