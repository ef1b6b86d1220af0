"""`python release.py IMAGE` puts a release live, or says that it is no good; `--back` puts the one before it back."""

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

LIVE = Path("live.json")
LOCKED = ["--read-only", "--tmpfs=/tmp", "--cap-drop", "ALL"]


def docker(*words):
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False).stdout.strip()


def start(name, image):
    docker("rm", "--force", name)
    docker("run", "--detach", "--name", name, "--publish", "127.0.0.1::8000", *LOCKED, image)


def ready(name):
    end = time.monotonic() + 10
    while time.monotonic() < end and docker("inspect", "--format", "{{.State.Running}}", name) == "true":
        try:
            return urlopen(f"http://{docker('port', name, '8000')}/ready", timeout=2).status == 200
        except OSError:
            time.sleep(0.1)
    return False


def works(image):
    start("walk-trial", image)
    good = ready("walk-trial")
    docker("rm", "--force", "walk-trial")
    return good


live = json.loads(LIVE.read_text()) if LIVE.exists() else []
if sys.argv[1] == "--back":
    live.pop()
elif works(sys.argv[1]):
    live.append(sys.argv[1])
else:
    sys.exit(f"{sys.argv[1]} is never ready; {live[-1] if live else 'nothing'} stays live")
start("walk", live[-1])
LIVE.write_text(json.dumps(live))
print(f"{live[-1]} is live" if ready("walk") else f"{live[-1]} does not come up")
