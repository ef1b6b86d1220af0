"""Why a build failed: whose fault it is, and how to say it."""

import difflib
import re
from dataclasses import dataclass

from checker.engine.progress import Progress
from checker.errors import EngineUnavailable, EnvironmentFault
from checker.versions import versions

_ENGINE_GONE = (
    "cannot connect to the docker daemon",
    "error during connect",
    "error reading from server: eof",
    "code = unavailable",
    "connection refused: desc",
    "closing transport",
    "context deadline exceeded: desc",
)
#: The engine itself could not give a step its network or its process.
_ENGINE_BROKEN = (
    "failed to create endpoint",
    "failed to set up container networking",
    "resource temporarily unavailable",
)
_DISK_FULL = ("no space left on device", "disk quota exceeded")
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
_NO_NETWORK_IN_STEP = (
    "temporary failure in name resolution",
    "temporary failure resolving",
    "network is unreachable",
    "name or service not known",
    "nodename nor servname",
)
_SOURCE = re.compile(r"(?:failed to solve: )?(?P<reference>[\w./:@-]+): failed to resolve source metadata")


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


def explain(progress: Progress) -> Exception:
    """Return the error that a failed build raises: BuildFailed, or EnvironmentFault where the machine broke."""
    step = progress.failed
    said = "\n".join(progress.notes)
    error = _error_line(said) or (step.error if step else "") or "The builder gave no reason."
    everything = f"{said}\n{step.error if step else ''}".lower()
    log = step.log if step else ""
    if any(sign in everything for sign in _ENGINE_GONE) or (not step and "unexpected eof" in everything):
        return EngineUnavailable("The container engine stopped answering during the build. Type: nox -s engine")
    if any(sign in everything + log.lower() for sign in _DISK_FULL):
        return EnvironmentFault("The disk of the container engine is full. Type: docker system df")
    if any(sign in everything for sign in _ENGINE_BROKEN):
        return EnvironmentFault(f"The engine could not run a build step: {error} Type: nox -s doctor")
    if match := _SOURCE.search(said):
        return _no_base(match["reference"], error)
    if step and step.instruction:
        return _step_failed(step.instruction, error, log)
    return BuildFailed(_summary(said), error=said or error)


def _step_failed(instruction: str, error: str, log: str) -> Exception:
    if instruction.startswith("RUN") and any(sign in log.lower() for sign in _NO_NETWORK_IN_STEP):
        return EnvironmentFault(
            f"The network is gone: `{_short(instruction)}` could not resolve a host name. Type: nox -s doctor"
        )
    return BuildFailed(f"The build stops at `{_short(instruction)}`.", error=error, log=log, step=instruction)


def _no_base(reference: str, error: str) -> Exception:
    """Return the error for a base image that could not be had: a name that is wrong, or a registry out of reach."""
    known = [str(image) for image in versions()["images"].values()]
    repository = reference.partition(":")[0].removeprefix("docker.io/library/").removeprefix("docker.io/")
    repositories = {image.partition(":")[0] for image in known}
    if not any(sign in error.lower() for sign in _NO_REGISTRY):
        return BuildFailed(f"No registry has the base image `{reference}`.", error=error, step=f"FROM {reference}")
    near = difflib.get_close_matches(repository, repositories, 1, 0.6)
    if near and repository not in repositories:
        meant = next(image for image in known if image.startswith(near[0] + ":"))
        return BuildFailed(
            f"There is no base image `{reference}` here. Did you mean `{meant}`?", error=error, step=f"FROM {reference}"
        )
    return EnvironmentFault(
        f"The base image {reference} is not on this machine and no registry answers. "
        f"Here you can build FROM {', '.join(known)}, or load a kit: nox -s kit -- load FILE"
    )


def _error_line(said: str) -> str:
    """Return the builder's own error line, without its prefixes."""
    lines = [line for line in said.splitlines() if line.startswith("ERROR: ")]
    return lines[-1].removeprefix("ERROR: ").removeprefix("failed to solve: ") if lines else ""


def _summary(said: str) -> str:
    """Return one line for an error that no step reports: the Dockerfile itself."""
    error = _error_line(said)
    if "failed to read dockerfile" in error or "no such file or directory" in error:
        return "There is no Dockerfile to build from."
    if any(sign in error.lower() for sign in ("parse error", "unknown instruction", "no instructions", "dockerfile")):
        return "The Dockerfile cannot be read."
    return f"The build does not start: {error}" if error else "The build does not start."


def _short(instruction: str) -> str:
    first = instruction.strip().splitlines()[0]
    return first if len(first) <= 100 else first[:99] + "…"
