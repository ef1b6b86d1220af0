"""Install Debian packages with the machine's own apt, and ask it which versions it offers."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from checker.engine.command import Finished
from checker.engine.stream import Patience, follow
from checker.errors import EnvironmentFault

#: Seconds: for all of a command, and for the lock that another apt may hold.
DEADLINE = 900.0
_OPTIONS = ("-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l", "LC_ALL": "C.UTF-8"}

_VERSION = re.compile(r"^(?:\d+:)?(?P<major>\d+)")


def candidates(names: Sequence[str]) -> dict[str, str]:
    """Return the version that apt would install of each package; one that it does not know is left out."""
    said = subprocess.run(
        ["apt-cache", "policy", *names], capture_output=True, text=True, check=False, env=_environment(), timeout=60
    )
    return policy(said.stdout)


def policy(text: str) -> dict[str, str]:
    """Return package to candidate version from the text of `apt-cache policy`."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line and not line[0].isspace():
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:"):
            version = line.split(":", 1)[1].strip()
            if version != "(none)":
                found[name] = version
    return found


def major(version: str) -> int:
    """Return the first number of a Debian version, without its epoch; 0 where there is none."""
    match = _VERSION.match(version)
    return int(match["major"]) if match else 0


def update() -> str:
    """Fetch the package lists; return apt's error, empty for none.

    It need not matter: one archive of many may be broken, and the lists of the others are here.
    """
    ended = _apt_get("update")
    if any(sign in ended.out for sign in ("NO_PUBKEY", "EXPKEYSIG")) and _apt_get("install", *_KEYRING).ok:
        ended = _apt_get("update")
    return "" if ended.ok else last_error(ended.out)


_KEYRING = ("-y", "--only-upgrade", "debian-archive-keyring")


def install(names: Sequence[str], say: Callable[[str], None], *, log: Path | None = None) -> None:
    """Install packages without asking. Raises EnvironmentFault with apt's own error."""

    def heard(line: str) -> None:
        if line.startswith("Setting up "):
            say(line.lower().removesuffix(" ..."))

    arguments = ("install", "-y", "--no-install-recommends", *names)
    ended = _apt_get(*arguments, heard=heard)
    if not ended.ok and "dpkg --configure -a" in ended.out:
        follow(["dpkg", "--configure", "-a"], env=_QUIET, patience=Patience(DEADLINE))
        ended = _apt_get(*arguments, heard=heard)
    if log:
        log.write_text(ended.out + "\n", encoding="utf-8")
    if not ended.ok:
        where = f" All of it: {log}." if log else ""
        raise EnvironmentFault(f"apt-get install fails: {last_error(ended.out)}{where} Mend it, then try again.")


def _apt_get(*arguments: str, heard: Callable[[str], None] = lambda _: None) -> Finished:
    return follow(["apt-get", *_OPTIONS, *arguments], heard, env=_QUIET, patience=Patience(DEADLINE))


def last_error(said: str) -> str:
    """Return the error that apt reports, else the last line that it said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("E: ") for line in lines if line.startswith("E: ")]
    return ((errors or lines[-1:] or ["no reason given"])[0]).rstrip(".") + "."


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **_QUIET}


def missing(*commands: str) -> list[str]:
    """Return those commands that are not on this machine."""
    return [name for name in commands if shutil.which(name) is None]
