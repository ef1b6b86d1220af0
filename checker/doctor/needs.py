"""What the course needs of an engine, each judged from plain facts."""

import platform
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from checker.doctor.finding import Finding, fine, mend, warning
from checker.engine.detect import Engine
from checker.engine.inspection import Ran

GB = 1e9

#: Bytes. Two exercises at a time, each with up to 512 MB, beside the engine itself.
LEAST_MEMORY = 2 * GB
#: Engines report a little less than they were given.
_TOLERANCE = 0.93
#: Bytes. The base images, the exercises' images and the builder's cache.
LEAST_DISK = 5 * GB
#: Seconds between two clocks from which on certificates and file times go wrong.
MOST_SKEW = 5.0

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY")


def version(engine: Engine) -> Finding:
    """Judge the engine's version."""
    found = f"{engine.version} (API {engine.api})"
    return mend("engine version", found, engine.too_old) if engine.too_old else fine("engine version", found)


def plugin(name: str, found: str) -> Finding:
    """Judge a plug-in of the docker command by the version that it tells."""
    if found:
        return fine(name, found)
    return mend(name, "missing", f"install the package docker-{name}; Docker Desktop and Rancher Desktop have it")


def architecture(engine: Engine, machine: str = "") -> Finding:
    """Judge whether engine and machine speak the same instructions."""
    here = platform.machine().lower() if not machine else machine.lower()
    here = _MACHINES.get(here, here)
    if engine.architecture == here:
        return fine("architecture", here)
    found = f"the engine is {engine.architecture}, this machine {here}"
    return warning("architecture", found, "images are emulated or remote: builds and models run slower")


def memory(info: Mapping[str, Any]) -> Finding:
    """Judge the memory that the engine can give to containers."""
    total = int(info.get("MemTotal") or 0)
    found = f"{total / GB:.1f} GB"
    if total >= LEAST_MEMORY * _TOLERANCE:
        return fine("memory", found)
    return mend("memory", found, "give the engine 2 GB or more: Docker Desktop, Settings, Resources; colima start -m 4")


def disk(ran: Ran) -> Finding:
    """Judge the free space where images live, as a container sees it."""
    found = f"{ran.free / GB:.0f} GB free where images live"
    if ran.free >= LEAST_DISK:
        return fine("disk", found)
    return mend("disk", found, "5 GB are needed: see what takes space with docker system df")


def clock(ran: Ran) -> Finding:
    """Judge the difference between a container's clock and this machine's."""
    if abs(ran.ahead) <= MOST_SKEW:
        return fine("clock", "containers and this machine agree")
    way = "ahead of" if ran.ahead > 0 else "behind"
    found = f"containers are {abs(ran.ahead):.0f} s {way} this machine"
    return mend("clock", found, "restart the engine: its virtual machine slept while this one went on")


def base_image(reference: str, *, present: bool) -> Finding:
    """Judge whether the base image is here."""
    if present:
        return fine("base image", reference)
    return mend("base image", f"{reference} is not here", "nox -s kit -- build, or nox -s kit -- load FILE")


def container(ran: Ran | str | None) -> Finding:
    """Judge a container that was run; None where there was no image to run."""
    if ran is None:
        return mend("container", "not tried: no image to run", "mend the base image first")
    if isinstance(ran, str):
        return mend("container", ran, "read the engine's log, restart the engine, then: nox -s doctor")
    return fine("container", f"ran and was removed in {ran.seconds:.1f} s")


def proxy(info: Mapping[str, Any], environment: Mapping[str, str]) -> Finding:
    """Judge whether the engine goes through the same proxy as this shell."""
    shell = {name: environment.get(name) or environment.get(name.lower()) or "" for name in _PROXIES}
    engine = {"HTTP_PROXY": str(info.get("HttpProxy") or ""), "HTTPS_PROXY": str(info.get("HttpsProxy") or "")}
    if not any(shell.values()) and not any(engine.values()):
        return fine("proxy", "none")
    words = "; ".join(
        f"{who}: {', '.join(without_password(url) for url in dict.fromkeys(filter(None, urls.values()))) or 'none'}"
        for who, urls in (("shell", shell), ("engine", engine))
    )
    if any(shell.values()) and not any(engine.values()):
        return warning("proxy", words, "pulls may fail: set the proxy in the engine's own settings too")
    return fine("proxy", words)


def without_password(url: str) -> str:
    """Return a proxy's address without the account in it."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).lstrip("/")
