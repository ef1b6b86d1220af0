"""Why a build failed: whose fault it is, and how to say it."""

import re

from checker.engine.base_errors import BuildFailed, no_base
from checker.engine.progress import Progress
from checker.errors import EngineUnavailable, EnvironmentFault

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
_NO_NETWORK_IN_STEP = (
    "temporary failure in name resolution",
    "temporary failure resolving",
    "network is unreachable",
    "name or service not known",
    "nodename nor servname",
)
#: What needs the network in a step: only for these is a name that does not resolve the network's fault.
_NEEDS_NETWORK = re.compile(r"\b(?:pip|pip3|uv|apt|apt-get|apk|curl|wget|git|conda|mamba|npm|poetry)\b")
_SOURCE = re.compile(r"failed to resolve source metadata for (?P<reference>[^\s,]+?)(?::\s|,|$)")


def explain(progress: Progress, *, disk_was_full: bool = True) -> Exception:
    """Return the error that a failed build raises: BuildFailed, or EnvironmentFault where the machine broke.

    A step may print anything, so what it says about the disk counts where the disk was seen to be nearly full.
    """
    step = progress.failed
    said = "\n".join(progress.notes)
    error = _error_line(said) or (step.error if step else "") or "The builder gave no reason."
    # The learner's own command stands in both: it may say anything.
    ran = bool(step and step.instruction and "exit code" in step.error)
    everything = "" if ran else f"{said}\n{step.error if step else ''}".lower()
    log = step.log if step else ""
    if any(sign in everything for sign in _ENGINE_GONE) or (not step and "unexpected eof" in everything):
        return EngineUnavailable("The container engine stopped answering during the build. Type: nox -s engine")
    if disk_was_full and any(sign in everything + log.lower() for sign in _DISK_FULL):
        return EnvironmentFault("The disk of the container engine is full. Type: docker system df")
    if any(sign in everything for sign in _ENGINE_BROKEN):
        return EnvironmentFault(f"The engine could not run a build step: {error} Type: nox -s doctor")
    if match := _SOURCE.search(said):
        return no_base(match["reference"], error, said)
    if step and step.instruction:
        return _step_failed(step.instruction, error, log)
    return BuildFailed(_summary(said), error=said or error)


def _step_failed(instruction: str, error: str, log: str) -> Exception:
    unresolved = any(sign in log.lower() for sign in _NO_NETWORK_IN_STEP)
    if unresolved and instruction.startswith("RUN") and _NEEDS_NETWORK.search(instruction):
        return EnvironmentFault(
            f"The network is gone: `{_short(instruction)}` could not resolve a host name. Type: nox -s doctor"
        )
    return BuildFailed(f"The build stops at `{_short(instruction)}`.", error=error, log=log, step=instruction)


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


__all__ = ["BuildFailed", "explain"]
