"""Have on this machine what the tests need: a container engine, the base images, a browser."""

import os
import shutil
import subprocess
import sys

#: The browser's names; Debian's package is called like the first.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def prepare() -> None:
    """Make all of it exist, or end with one line that says what to install."""
    _run(sys.executable, "-m", "checker", "engine")
    _run(sys.executable, "-m", "checker", "kit", "build")
    if not any(map(shutil.which, BROWSERS)):
        _install("chromium")


def _install(package: str) -> None:
    """Install a Debian package where we may."""
    if not shutil.which("apt-get") or os.name != "posix" or os.geteuid() != 0:
        sys.exit(f"The browser tests need {package}: install it, then type: nox -s tests")
    print(f"installing {package} from the distribution", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        subprocess.run(["apt-get", "-q", *words], check=True, env=environment, stdout=subprocess.DEVNULL)


def _run(*command: str) -> None:
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(status)
