"""What deploy and rollback share: the docker command, the history, and how one version takes another's place."""

import json
import os
import subprocess
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

NAME = os.environ.get("NAME", "penguin-id")
PORT = os.environ.get("PORT", "8000")
HISTORY = Path(os.environ.get("STATE", "state")) / "history.jsonl"

#: Seconds that a version gets at most: a busy machine is slow. The health check says no long before.
PATIENCE = 40

NEXT, OLD = f"{NAME}-next", f"{NAME}-old"


def docker(*words: str) -> str:
    """Run a docker command and return what it prints. Raises CalledProcessError."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()


def remove(container: str) -> None:
    """Remove a container, if there is one."""
    subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)


def identity(image: str) -> str:
    """Return the id of an image, which stays when its name moves on; empty where there is no such image."""
    try:
        return docker("image", "inspect", "--format", "{{.Id}}", image)
    except subprocess.CalledProcessError:
        return ""


def run(container: str, image: str, *options: str) -> None:
    """Start a container of an image with the service's data."""
    docker("run", "--detach", "--name", container, "--volume", f"{NAME}-data:/data", *options, image)


def is_healthy(container: str) -> bool:
    """Wait until a container's health check has passed; tell whether it did."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        status, health = docker("inspect", "--format", "{{.State.Status}} {{.State.Health.Status}}", container).split()
        if status != "running" or health == "unhealthy":
            return False
        if health == "healthy":
            return True
        time.sleep(0.3)
    return False


def answers() -> bool:
    """Wait until users get an answer; tell whether they do."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/health", timeout=2):
                return True
        except (OSError, HTTPException):
            time.sleep(0.1)
    return False


def try_out(image: str) -> bool:
    """Start a version where no user reaches it; tell whether it is healthy."""
    remove(NEXT)
    try:
        run(NEXT, image)
        return is_healthy(NEXT)
    except subprocess.CalledProcessError:
        return False
    finally:
        remove(NEXT)


def swap(image: str) -> bool:
    """Put a version in the place of the one that is live; where it does not answer, put that one back."""
    remove(OLD)
    had_one = bool(docker("ps", "--all", "--quiet", "--filter", f"name=^{NAME}$"))
    if had_one:
        docker("rename", NAME, OLD)
        docker("stop", OLD)
    try:
        run(NAME, image, "--publish", f"127.0.0.1:{PORT}:8000", "--restart", "unless-stopped")
        good = answers()
    except subprocess.CalledProcessError:
        good = False
    if not good:
        remove(NAME)
        if had_one:
            docker("rename", OLD, NAME)
            docker("start", NAME)
            answers()
    remove(OLD)
    return good


def history() -> list[dict[str, Any]]:
    """Return what has happened so far, oldest first."""
    return [json.loads(line) for line in HISTORY.read_text().splitlines()] if HISTORY.exists() else []


def record(action: str, image: str, image_id: str, *, live: bool) -> None:
    """Write down what has happened."""
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    entry = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "action": action,
        "image": image,
        "id": image_id,
        "outcome": "live" if live else "failed",
    }
    with HISTORY.open("a") as file:
        file.write(json.dumps(entry) + "\n")


def went_live() -> list[dict[str, Any]]:
    """Return the deployments that a rollback can go back through: the last one is live now."""
    stack: list[dict[str, Any]] = []
    for entry in history():
        if entry["outcome"] != "live":
            continue
        if entry["action"] == "deploy":
            stack.append(entry)
        else:
            stack.pop()
    return stack
