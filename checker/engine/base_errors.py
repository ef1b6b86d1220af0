"""Why a build has no base image: a name that is wrong, or a registry that is out of reach."""

import difflib
import re
from dataclasses import dataclass

from checker.errors import EnvironmentFault
from checker.versions import versions

_NO_REGISTRY = (
    "no such host",
    "dial tcp",
    "i/o timeout",
    "tls handshake timeout",
    "network is unreachable",
    "failed to do request",
    "proxyconnect",
    "temporary failure in name resolution",
    "server misbehaving",
    "toomanyrequests",
)

#: What a `# syntax=` line fetches: a builder, from a registry.
_FRONTEND = "docker/dockerfile"

#: What the builder says where a registry has to be asked for an image, and cannot be.
_UNRESOLVED = re.compile(r"failed to resolve source metadata for (?P<reference>[^\s,]+): (?P<why>.*)")

#: How the builder points at the line that it cannot take: `   3 | >>> COPY --from=x ...`.
_COPY_FROM = re.compile(r">>>\s*COPY\s.*--from=(?P<name>\S+)", re.IGNORECASE)


@dataclass
class BuildFailed(Exception):
    """The Dockerfile, or what it runs, is at fault: one line, the builder's error, the step and its last output."""

    summary: str
    error: str
    log: str = ""
    step: str = ""

    def __str__(self) -> str:
        """Return the line."""
        return self.summary


def no_registry(said: str) -> EnvironmentFault | None:
    """Return the fault of a build that asks a registry for an image of the course, as `--pull` does, and none answers.

    `said` is what somebody's own script printed: another image that is missing may be the script's fault.
    """
    known = [str(image) for image in versions()["images"].values()]
    for match in _UNRESOLVED.finditer(said):
        name = match["reference"].removeprefix("docker.io/").removeprefix("library/")
        if name in known and any(sign in match["why"].lower() for sign in _NO_REGISTRY):
            return EnvironmentFault(
                f"The build asks a registry for {name}, as `--pull` does, and no registry answers. "
                "Connect this machine, or build without `--pull`."
            )
    return None


def no_base(reference: str, error: str, said: str) -> Exception:
    """Return the error for an image that could not be had; `said` is all that the builder printed."""
    name = reference.removeprefix("docker.io/").removeprefix("library/")
    known = [str(image) for image in versions()["images"].values()]
    step = f"FROM {name}"
    if (match := _COPY_FROM.search(said)) and ":" not in match["name"] and "/" not in match["name"]:
        summary = f"No stage and no image is called `{match['name']}`."
        return BuildFailed(summary, error=error, step=f"COPY --from={match['name']}")
    if not any(sign in error.lower() for sign in _NO_REGISTRY):
        return BuildFailed(f"No registry has the base image `{name}`.", error=error, step=step)
    if name.startswith(_FRONTEND):
        return EnvironmentFault(
            f"The line `# syntax={name}` fetches a builder from a registry, and none answers. "
            "Take the line out: the builder that you have understands the same Dockerfile."
        )
    if name in known:
        summary = f"The base image `{name}` is here, but not for the platform that the FROM line asks for."
        return BuildFailed(summary, error=error, step=step)
    if meant := _meant(name, known):
        return BuildFailed(f"There is no base image `{name}` here. Did you mean `{meant}`?", error=error, step=step)
    return EnvironmentFault(
        f"The base image {name} is not on this machine and no registry answers. "
        f"Here you can build FROM {', '.join(known)}, or load a kit: nox -s kit -- load FILE"
    )


def _meant(name: str, known: list[str]) -> str:
    """Return the image that a typing error stands for, if it looks like one; another version of one is no error."""
    near = difflib.get_close_matches(name, known, 1, 0.8)
    if near and _letters(near[0]) != _letters(name):
        return near[0] if _repository(name) == _repository(near[0]) or _repository(name) not in _REAL else ""
    return ""


def _letters(name: str) -> str:
    return re.sub(r"[\d.]+", "#", name)


def _repository(name: str) -> str:
    return name.partition(":")[0]


#: Images that exist under names near to ours.
_REAL = {"pypy", "debian", "python", "busybox", "redis", "nginx", "registry"}
