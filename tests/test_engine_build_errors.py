"""Why a build failed: whose fault it is, told apart by what the builder says."""

import json

import pytest

from checker.engine.build_errors import BuildFailed, explain
from checker.engine.progress import Progress
from checker.errors import EngineUnavailable, EnvironmentFault

UNREACHABLE = "failed to do request: Head https://registry.example/v2/: dial tcp: lookup registry.example: no such host"
UNKNOWN = "pull access denied, repository does not exist or may require authorization"


def told(*notes: str, step: str = "", error: str = "", log: str = "") -> Exception:
    """Return the error for a build that ended with these lines and this step."""
    progress = Progress(list[str]().append)
    vertex = {"digest": "sha256:a", "name": f"[2/2] {step}", "started": "t", "completed": "t", "error": error}
    if step:
        progress.line(json.dumps({"vertexes": [vertex]}) + "\n")
        progress.steps["sha256:a"].log = log
    for note in notes:
        progress.line(note + "\n")
    return explain(progress)


def no_base(reference: str, why: str, *before: str) -> Exception:
    """Return the error for a base image that the builder could not get; Docker's own are known by short names."""
    whole = reference if "/" in reference else f"docker.io/library/{reference}"
    return told(*before, f"ERROR: failed to solve: {reference}: failed to resolve source metadata for {whole}: {why}")


@pytest.mark.parametrize(
    "note",
    [
        "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        'ERROR: error during connect: Get "http://engine.example": EOF',
        "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
        'ERROR: rpc error: desc = "transport: Error while dialing: connection refused: desc"',
        "ERROR: failed to solve: closing transport due to: connection error",
        "ERROR: unexpected EOF",
    ],
)
def test_an_engine_that_goes_is_not_the_learners_fault(note: str) -> None:
    """It is said to be gone, with the command that brings one back."""
    found = told(note)
    assert isinstance(found, EngineUnavailable)
    assert str(found).endswith("Type: nox -s engine")


def test_an_eof_in_a_step_is_the_steps() -> None:
    """A script with an open quote ends with the same words."""
    found = told(step="RUN sh script", error="process did not complete: exit code: 2", log="unexpected EOF")
    assert isinstance(found, BuildFailed)


@pytest.mark.parametrize(
    ("note", "log"),
    [
        ("ERROR: failed to solve: write /var/lib/docker/tmp/x: no space left on device", ""),
        ("ERROR: failed to solve: mkdir /var/lib/docker/x: disk quota exceeded", ""),
        ("ERROR: failed to solve: process did not complete", "OSError: [Errno 28] No space left on device"),
    ],
)
def test_a_full_disk_is_not_the_learners_fault(note: str, log: str) -> None:
    """Whether the engine says so, or what a step printed."""
    found = told(note, step="RUN pip install flask", error="process did not complete", log=log)
    assert type(found) is EnvironmentFault
    assert "disk" in str(found)


@pytest.mark.parametrize(
    "sign",
    [
        "failed to create endpoint x on network bridge",
        "failed to set up container networking",
        "fork: Resource temporarily unavailable",
    ],
)
def test_an_engine_that_cannot_run_a_step_is_not_the_learners_fault(sign: str) -> None:
    """The step was never started, so nothing in it is to mend."""
    found = told(f"ERROR: failed to solve: {sign}", step="RUN true", error=sign)
    assert type(found) is EnvironmentFault
    assert str(found).endswith("Type: nox -s doctor")


def test_a_step_that_only_says_so_does_not_fill_the_disk() -> None:
    """Where the disk was seen to have room, words about it are the step's own."""
    progress = Progress(list[str]().append)
    progress.line("ERROR: failed to solve: process failed: no space left on device\n")
    assert isinstance(explain(progress, disk_was_full=False), BuildFailed)


@pytest.mark.parametrize(
    "reference",
    ["node:22", "python:3.12-slim", "python@sha256:" + "a" * 64, "registry.example/team/base:1", "pypy:3.13-slim"],
)
def test_a_registry_out_of_reach_is_not_the_learners_fault(reference: str) -> None:
    """A base image may exist and not be on this machine: the line says what can be built from, and how to load."""
    found = no_base(reference, UNREACHABLE)
    assert type(found) is EnvironmentFault
    assert reference in str(found)
    assert "python:3.13-slim" in str(found)
    assert "nox -s kit -- load FILE" in str(found)


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("pyhton:3.13-slim", "python:3.13-slim"),
        ("python:3.13-slimm", "python:3.13-slim"),
        ("docker.io/library/pyton:3.13-slim", "python:3.13-slim"),
        ("bussybox:1.37", "busybox:1.37"),
    ],
)
def test_a_typing_error_in_the_base_image_is_named(reference: str, meant: str) -> None:
    """Also without a registry, a name that is nearly a base of the course is taken for a typing error."""
    found = no_base(reference, UNREACHABLE)
    short = reference.removeprefix("docker.io/library/")
    assert isinstance(found, BuildFailed)
    assert str(found) == f"There is no base image `{short}` here. Did you mean `{meant}`?"
    assert found.step == f"FROM {short}"


def test_an_image_that_no_registry_has_is_the_learners_to_mend() -> None:
    """A registry answered and has no such image."""
    found = no_base("python:3.13-slimm", UNKNOWN)
    assert isinstance(found, BuildFailed)
    assert str(found) == "No registry has the base image `python:3.13-slimm`."
    assert UNKNOWN in found.error


def test_an_image_for_another_platform_is_the_learners_to_mend() -> None:
    """The image is here, and the FROM line asks for one that is not."""
    found = no_base("python:3.13-slim", UNREACHABLE)
    assert isinstance(found, BuildFailed)
    assert "platform" in str(found)


def test_a_stage_that_there_is_not_is_the_learners_to_mend() -> None:
    """COPY takes from a stage whose name is mistyped: the builder looks for an image of that name."""
    found = no_base("biuld", UNREACHABLE, "   3 | >>> COPY --from=biuld /venv /venv")
    assert isinstance(found, BuildFailed)
    assert str(found) == "No stage and no image is called `biuld`."


def test_a_builder_that_has_to_be_fetched_is_not_the_learners_fault() -> None:
    """A `# syntax=` line needs a registry: the line says that it can go."""
    found = no_base("docker/dockerfile:1", UNREACHABLE)
    assert type(found) is EnvironmentFault
    assert "# syntax=" in str(found)


def test_a_step_that_fails_is_the_learners_to_mend() -> None:
    """The line names the instruction; the builder's error stands without its prefixes; the output is kept."""
    error = 'process "/bin/sh -c pip install flsk" did not complete successfully: exit code: 1'
    found = told(f"ERROR: failed to solve: {error}", step="RUN pip install flsk", error=error, log="No matching flsk")
    assert isinstance(found, BuildFailed)
    assert str(found) == "The build stops at `RUN pip install flsk`."
    assert (found.error, found.log, found.step) == (error, "No matching flsk", "RUN pip install flsk")


@pytest.mark.parametrize(
    "log",
    [
        "Temporary failure in name resolution",
        "E: Temporary failure resolving 'archive.example'",
        "[Errno -2] Name or service not known",
        "connect: Network is unreachable",
    ],
)
def test_a_step_without_network_is_not_the_learners_fault(log: str) -> None:
    """A RUN that could not resolve a name met a broken machine."""
    found = told("ERROR: failed to solve: process failed", step="RUN apt-get update", error="process failed", log=log)
    assert type(found) is EnvironmentFault
    assert "`RUN apt-get update`" in str(found)


def test_a_long_instruction_is_cut() -> None:
    """Its first line is enough to find it."""
    found = told("ERROR: no", step="RUN <<EOF\nlong\nEOF", error="no")
    assert str(found) == "The build stops at `RUN <<EOF`."
    assert len(str(told("ERROR: no", step="RUN " + "x" * 500, error="no"))) < 130


@pytest.mark.parametrize(
    ("note", "summary"),
    [
        ("ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory",
         "There is no Dockerfile to build from."),
        ("ERROR: resolve : lstat Dockerfile: no such file or directory", "There is no Dockerfile to build from."),
        ("ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN",
         "The Dockerfile cannot be read."),
        ("ERROR: failed to solve: the Dockerfile cannot be empty", "The Dockerfile cannot be read."),
        ("ERROR: failed to solve: file with no instructions", "The Dockerfile cannot be read."),
        ("ERROR: failed to solve: circular dependency", "The build does not start: circular dependency"),
        ("something", "The build does not start."),
    ],
)  # fmt: skip
def test_a_dockerfile_that_is_none_is_the_learners_to_mend(note: str, summary: str) -> None:
    """No step ran: it is the file itself, and the whole message is kept."""
    found = told(note)
    assert isinstance(found, BuildFailed)
    assert str(found) == summary
    assert found.error == note


def test_a_builder_that_says_nothing() -> None:
    """Even then there is a reason to show."""
    found = told()
    assert isinstance(found, BuildFailed)
    assert found.error == "The builder gave no reason."
