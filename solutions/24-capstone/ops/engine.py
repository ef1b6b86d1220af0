"""What deploy and rollback share: the docker command, the history, and how one release takes another's place."""

import json
import os
import subprocess
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

NAME = os.environ.get("NAME", "mass-id")
PORT = os.environ.get("PORT", "8000")
HISTORY = Path(os.environ.get("STATE", "state")) / "history.jsonl"

#: Seconds that a release gets until it is ready: far more than it needs, on a machine that is busy with other things.
PATIENCE = 25.0

#: How the engine says what a container does, and its health check where it has one.
CONDITION = "{{.State.Status}}{{with .State.Health}} {{.Status}}{{end}}"

TRIAL, OLD = f"{NAME}-trial", f"{NAME}-old"

#: How a release runs: locked down, with the data of all releases, and back again after a restart of the machine.
SETTINGS = [
    "--volume", f"{NAME}-data:/data",
    "--read-only", "--tmpfs=/tmp",
    "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
    "--memory", "256m",
]  # fmt: skip


def docker(*words: str) -> str:
    """Run a docker command and return what it prints. Raises CalledProcessError."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()


def remove(container: str) -> None:
    """Remove a container, if there is one."""
    subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)


def identity(image: str) -> str:
    """Return the id of an image: its name may mean another one tomorrow."""
    return docker("image", "inspect", "--format", "{{.Id}}", image)


def run(container: str, image: str, port: str) -> None:
    """Start a release; port 8000 is published as `port` of this machine."""
    docker("run", "--detach", "--name", container, *SETTINGS, "--publish", f"127.0.0.1:{port}:8000", image)


def is_ready(container: str) -> bool:
    """Wait until a release is ready; tell whether that happened in time, before it ended or turned unhealthy."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if docker("inspect", "--format", CONDITION, container) not in {
            "running",
            "running starting",
            "running healthy",
        }:
            return False
        address = docker("port", container, "8000").splitlines()[0]
        try:
            with urlopen(f"http://{address}/ready", timeout=2):
                return True
        except (OSError, HTTPException):
            time.sleep(0.1)
    return False


def works(image: str) -> bool:
    """Start a release where no user reaches it; tell whether it becomes ready."""
    remove(TRIAL)
    try:
        run(TRIAL, image, port="")
        return is_ready(TRIAL)
    except subprocess.CalledProcessError:
        return False
    finally:
        remove(TRIAL)


def swap(image: str) -> bool:
    """Put a release in the place of the one that is live. Where it is not ready there, put that one back."""
    remove(OLD)
    had_one = bool(docker("ps", "--all", "--quiet", "--filter", f"name=^{NAME}$"))
    if had_one:
        docker("stop", NAME)
        docker("rename", NAME, OLD)
    try:
        run(NAME, image, PORT)
        good = is_ready(NAME)
    except subprocess.CalledProcessError:
        good = False
    if not good:
        remove(NAME)
        if had_one:
            docker("rename", OLD, NAME)
            docker("start", NAME)
            is_ready(NAME)
    remove(OLD)
    return good


def history() -> list[dict[str, Any]]:
    """Return what has happened so far, oldest first."""
    return [json.loads(line) for line in HISTORY.read_text().splitlines()] if HISTORY.exists() else []


def record(action: str, image: str, identity: str, *, live: bool) -> None:
    """Write down what has happened."""
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    entry = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "action": action,
        "image": image,
        "id": identity,
        "outcome": "live" if live else "failed",
    }
    with HISTORY.open("a") as file:
        file.write(json.dumps(entry) + "\n")


def went_live() -> list[dict[str, Any]]:
    """Return the deployments that lead to what is live now, which is the last of them."""
    stack: list[dict[str, Any]] = []
    for entry in history():
        if entry["outcome"] == "live" and entry["action"] == "deploy":
            stack.append(entry)
        elif entry["outcome"] == "live":
            stack.pop()
    return stack
