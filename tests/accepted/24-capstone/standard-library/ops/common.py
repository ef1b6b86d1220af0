"""The engine decides what is healthy: every image of ours has a health check that asks /ready."""

import json
import os
import subprocess
import time
from pathlib import Path

NAME, PORT = os.environ.get("NAME", "mass-id"), os.environ.get("PORT", "8000")
STATE = Path(os.environ.get("STATE", "state"))


def docker(*words, check=True):
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=check).stdout.strip()


def start(image, name, port):
    docker("rm", "-f", name, check=False)
    docker("run", "-d", "--name", name, "-v", f"{NAME}-data:/data", "-p", f"127.0.0.1:{port}:8000", image)


def healthy(name):
    for _ in range(250):
        state = json.loads(docker("inspect", "--format", "{{json .State}}", name))
        health = (state.get("Health") or {}).get("Status")
        if health == "healthy":
            return True
        if not state["Running"] or health == "unhealthy":
            return False
        time.sleep(0.1)
    return False


def go_live(image):
    """Try it beside what is live, then give it the port."""
    trial = f"{NAME}-canary"
    try:
        start(image, trial, "")
        good = healthy(trial)
    except subprocess.CalledProcessError:
        good = False
    docker("rm", "-f", trial, check=False)
    if not good:
        return False
    start(image, NAME, PORT)
    return healthy(NAME)


def note(**entry):
    STATE.mkdir(exist_ok=True)
    with (STATE / "history.jsonl").open("a") as file:
        print(json.dumps(entry), file=file)


def past():
    """Return name and id of what was live, the latest last."""
    found = []
    for entry in map(json.loads, (STATE / "history.jsonl").read_text().splitlines()):
        if entry["outcome"] == "live":
            if entry["action"] == "deploy":
                found.append((entry["image"], entry["id"]))
            else:
                found.pop()
    return found
