"""Make an engine answer: nothing to do where one does, install and start on bare Debian or Ubuntu, else say how."""

from collections.abc import Callable
from pathlib import Path

from checker.engine import detect, host, install, start, steps
from checker.engine.command import docker
from checker.engine.lock import only_one
from checker.errors import CourseError, EnvironmentFault

#: The lock of those who install; every checkout on the machine shares it.
LOCK = Path("/run/shipyourmodel-engine.lock")
LOG = Path("/var/log/shipyourmodel-engine.log")


class NotReadyError(CourseError):
    """No engine that the course can use, and we cannot change that; the text has one line a step. Exit status 1."""

    exit_code = 1


def ready(say: Callable[[str], None]) -> detect.Engine:
    """Return the engine that answers, made to answer where we can. Raises NotReadyError, EnvironmentFault."""
    try:
        return usable(detect.detect())
    except detect.NoAnswerError as error:
        return _make(host.current(), str(error), say)


def advice(here: host.Host) -> list[str]:
    """Return what to do on a machine whose engine does not answer, one line a step."""
    if chosen := detect.chosen():
        return [f"This shell asks for the engine of {chosen}: start it, or take another: {steps.ANOTHER}"]
    return ["nox -s engine"] if here.installs else steps.steps(here)


def usable(engine: detect.Engine) -> detect.Engine:
    """Return the engine when it is new enough. Raises NotReadyError."""
    if engine.too_old:
        raise NotReadyError(f"{engine} answers, but it is too old. {engine.too_old} Then type: nox -s doctor")
    return engine


def _make(here: host.Host, why: str, say: Callable[[str], None]) -> detect.Engine:
    if detect.chosen() or not here.installs:
        raise NotReadyError("\n".join([why, *advice(here)]))
    say(why)
    with only_one(LOCK, say, doing="installing the engine"):
        try:
            return usable(detect.detect())  # made by the process that we waited for
        except detect.NoAnswerError:
            return _install_and_start(host.current(), say)


def _install_and_start(here: host.Host, say: Callable[[str], None]) -> detect.Engine:
    if not complete(here):
        install.install(here, say, LOG)
    try:
        return usable(detect.detect())  # the daemon ran and only the command was missing, or the package started it
    except detect.NoAnswerError:
        start.start(here, say)
    try:
        return usable(detect.detect())
    except detect.NoAnswerError as error:
        raise EnvironmentFault(f"The engine was installed and started, but does not answer: {error}") from None


def complete(here: host.Host) -> bool:
    """Return whether the machine has the daemon, the command and its two plug-ins."""
    return here.dockerd and not [line for line in _PARTS if not _answers(*line)]


_PARTS = (("buildx", "version"), ("compose", "version"))


def _answers(*command: str) -> bool:
    try:
        return docker(*command).ok
    except CourseError:
        return False
