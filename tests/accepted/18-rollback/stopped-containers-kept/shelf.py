import datetime
import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

NAME = os.environ.get("NAME", "penguin-id")
PORT = int(os.environ.get("PORT", "8000"))
FILE = Path(os.environ.get("STATE", "state"), "history.jsonl")


def docker(*words):
    return subprocess.run(["docker", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def container(number):
    return f"{NAME}.{number}"


def lines():
    if FILE.exists():
        yield from (json.loads(line) for line in FILE.open())


def pile():
    found = []
    for line in lines():
        if line["outcome"] == "live":
            found = found[:-1] if line["action"] == "rollback" else [*found, line]
    return found


def write(action, image, identity, outcome, number):
    FILE.parent.mkdir(exist_ok=True, parents=True)
    entry = {"outcome": outcome, "id": identity, "image": image, "action": action, "number": number}
    entry["at"] = datetime.datetime.now().isoformat()
    with FILE.open("a") as file:
        file.write(json.dumps(entry, indent=None) + "\n")


def healthy(number):
    """Ask where users ask; a container that has ended will not answer any more."""
    for _ in range(400):
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=2)
            if json.load(answer) == {"status": "ok"}:
                return True
        except Exception:
            time.sleep(0.1)
        state = docker("inspect", "-f", "{{.State.Running}} {{.State.Health.Status}}", container(number)).stdout.split()
        if state not in (["true", "healthy"], ["true", "starting"]):
            return False
    return False
