"""deploy IMAGE: the proxy mounts a folder of ours, and reads it anew when it gets SIGHUP."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

NAME, PORT = os.environ.get("NAME", "penguin-id"), os.environ.get("PORT", "8000")
CONF = Path(__file__).resolve().parent / "conf.d"


def docker(*words):
    done = subprocess.run(["docker", *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def inspect(name):
    done = subprocess.run(["docker", "inspect", name], capture_output=True, text=True)
    return json.loads(done.stdout)[0] if done.returncode == 0 else None


def write(target):
    CONF.mkdir(exist_ok=True)
    (CONF / "live.conf").write_text(
        "upstream penguins { server %s:8000 max_fails=0; }\n"
        "server { listen 80 backlog=511; location / { proxy_pass http://penguins; proxy_http_version 1.1; } }\n" % target
    )


def answering():
    """The versions that the proxy leads to, in a row of answers."""
    look = "import urllib.request as u; [print(u.urlopen('http://%s-gate/version').read().decode()) for _ in range(12)]"
    done = subprocess.run(["docker", "exec", new, "python", "-c", look % NAME], capture_output=True, text=True)
    return set(done.stdout.splitlines()) if done.returncode == 0 else set()


blue, green = f"{NAME}.blue", f"{NAME}.green"
new, old = (blue, green) if inspect(green) else (green, blue)
if not inspect(f"{NAME}-gate"):
    docker("network", "create", NAME)
docker("run", "-d", "--name", new, "--network", NAME, sys.argv[1])
end = time.time() + 15
while inspect(new)["State"]["Health"]["Status"] != "healthy":
    if time.time() > end or not inspect(new)["State"]["Running"]:
        docker("rm", "-f", new)
        raise SystemExit("not healthy")
    time.sleep(0.2)
write(new)
if inspect(f"{NAME}-gate"):
    docker("kill", "--signal", "HUP", f"{NAME}-gate")
    version = docker("exec", new, "sh", "-c", "echo $VERSION")
    while answering() != {json.dumps({"model_version": version})}:
        time.sleep(0.1)
    time.sleep(0.3)
    docker("stop", "--time", "15", old)
    docker("rm", old)
else:
    docker("run", "-d", "--name", f"{NAME}-gate", "--network", NAME, "-p", f"127.0.0.1:{PORT}:80", "-v", f"{CONF}:/etc/nginx/conf.d:ro", "nginx:1.26")
    while answering() == set():
        time.sleep(0.1)
