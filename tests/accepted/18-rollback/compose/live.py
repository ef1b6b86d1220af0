import json
import os
import subprocess
from pathlib import Path

NAME = os.environ.setdefault("NAME", "penguin-id")
os.environ.setdefault("PORT", "8000")
STATE = Path(os.environ.get("STATE", "state"))
STATE.mkdir(exist_ok=True)
PILE = STATE / "pile.json"


def pile():
    return json.loads(PILE.read_text()) if PILE.exists() else []


def up(image):
    """Let compose replace the container, and wait for its health."""
    command = ["docker", "compose", "--project-name", NAME, "up", "--detach", "--wait", "--pull", "never"]
    return subprocess.run(command, env={**os.environ, "IMAGE": image}).returncode == 0


def note(**entry):
    with (STATE / "history.jsonl").open("a") as file:
        print(json.dumps(entry), file=file)
