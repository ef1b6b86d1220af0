"""deploy IMAGE: put a version of penguin-id live, beside the one that is live now, and switch between two requests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

NAME = os.environ.get("NAME", "penguin-id")
PORT = os.environ.get("PORT", "8000")

PROXY = f"{NAME}-proxy"
COLOURS = (f"{NAME}-blue", f"{NAME}-green")
CONFIGURATION = Path(__file__).with_name("proxy.conf")

#: Seconds that a version gets to become healthy, and that the last requests to the old one get.
PATIENCE = 15


def docker(*words: str) -> str:
    """Run a docker command and return what it prints. Raises CalledProcessError."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()


def names() -> set[str]:
    """Return the names of all containers, running or not."""
    return set(docker("ps", "--all", "--format", "{{.Names}}").split())


def remove(container: str) -> None:
    """Remove a container, if there is one."""
    subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)


def wait(event: Callable[[], bool]) -> bool:
    """Wait until something has happened; tell whether it did in time."""
    end = time.monotonic() + PATIENCE
    while not event():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def healthy(container: str) -> bool:
    """Tell whether a container's health check has passed."""
    return docker("inspect", "--format", "{{.State.Health.Status}}", container) == "healthy"


def answers() -> bool:
    """Tell whether users get an answer."""
    try:
        urlopen(f"http://127.0.0.1:{PORT}/health", timeout=2).close()
    except (OSError, HTTPException):
        return False
    return True


def workers() -> set[str]:
    """Return the process numbers of the proxy's workers: those that answer, and those that only finish."""
    lines = docker("top", PROXY, "-eo", "pid,args").splitlines()
    return {line.split()[0] for line in lines if "worker process" in line}


def configure(live: str) -> None:
    """Put the configuration that leads to a container into the proxy."""
    text = CONFIGURATION.read_text(encoding="utf-8").replace("LIVE", live)
    with TemporaryDirectory() as folder:
        written = Path(folder) / "default.conf"
        written.write_text(text, encoding="utf-8")
        docker("cp", str(written), f"{PROXY}:/etc/nginx/conf.d/default.conf")


def start_proxy(live: str) -> None:
    """Start the proxy, the only container that publishes a port."""
    docker("create", "--name", PROXY, "--network", NAME, "--publish", f"127.0.0.1:{PORT}:80", "nginx:1.26")
    configure(live)
    docker("start", PROXY)
    wait(answers)


def switch(live: str) -> None:
    """Lead new requests to another container; return when the last request to the old one has been answered.

    nginx starts new workers with the new configuration. Its old ones take no more connections, finish what they have
    begun, and end.
    """
    before = workers()
    configure(live)
    docker("exec", PROXY, "nginx", "-t")
    docker("exec", PROXY, "nginx", "-s", "reload")
    if not wait(lambda: not before & workers()):
        print("some requests to the old version take very long: they have to go on without us", file=sys.stderr)


def main() -> None:
    """Start the new version, wait until it is healthy, switch, wait until the old one has nothing to do, end it."""
    image = sys.argv[1]
    there = names()
    old, new = COLOURS if COLOURS[0] in there else reversed(COLOURS)
    if not docker("network", "ls", "--quiet", "--filter", f"name=^{NAME}$"):
        docker("network", "create", NAME)
    try:
        docker("run", "--detach", "--name", new, "--network", NAME, image)
        if not wait(lambda: healthy(new)):
            sys.exit(f"{image} does not become healthy; what was live is live still\n{docker('logs', new)}")
    except BaseException:
        remove(new)
        raise
    if PROXY in there:
        switch(new)
    else:
        start_proxy(new)
    if old in there:
        docker("stop", "-t", "20", old)
        remove(old)
    print(f"{image} is live as {new}")


if __name__ == "__main__":
    main()
