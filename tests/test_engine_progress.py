"""What BuildKit tells of a build, in each of the forms in which its versions tell it."""

import base64
import json
from typing import Any

import pytest

from checker.engine.progress import KEPT, Progress

FROM = {"digest": "sha256:a", "name": "[1/3] FROM docker.io/library/python:3.13-slim", "started": "t", "completed": "t"}
COPY = {"digest": "sha256:b", "name": "[2/3] COPY . .", "started": "t", "completed": "t", "cached": True}
RUN = {"digest": "sha256:c", "name": "[stage-1 3/3] RUN pip install flask", "started": "t"}
LOAD = {"digest": "sha256:d", "name": "[internal] load build definition from Dockerfile", "started": "t"}


@pytest.fixture(params=[None, 1, 2], ids=["one line", "indented by 1", "indented by 2"])
def indent(request: pytest.FixtureRequest) -> int | None:
    """Return how a version prints its objects: newer ones a line each, buildx 0.13 over several."""
    width: int | None = request.param
    return width


def read(*said: dict[str, Any] | str, indent: int | None = None) -> Progress:
    """Return what is known after these messages and lines of plain text."""
    progress = Progress(list[str]().append)
    for one in said:
        text = one if isinstance(one, str) else json.dumps(one, indent=indent)
        for line in text.splitlines(keepends=True):
            progress.line(line if line.endswith("\n") else line + "\n")
    return progress


def log(digest: str, text: bytes) -> dict[str, Any]:
    """Return a message with a piece of a step's output."""
    return {"logs": [{"vertex": digest, "stream": 1, "data": base64.b64encode(text).decode(), "timestamp": "t"}]}


def test_objects_are_read_in_either_form(indent: int | None) -> None:
    """Steps stand in the order in which they appeared, with their instructions."""
    progress = read({"vertexes": [LOAD, FROM]}, {"vertexes": [COPY, RUN]}, indent=indent)
    assert [step.instruction for step in progress.steps.values()] == [
        "",
        "FROM docker.io/library/python:3.13-slim",
        "COPY . .",
        "RUN pip install flask",
    ]
    assert progress.notes == []


def test_plain_text_between_objects_is_kept(indent: int | None) -> None:
    """Warnings and the builder's own error stand outside the protocol, cleaned."""
    progress = read(
        {"vertexes": [FROM]}, "\x1b[33mWARNING: old\x1b[0m", "", {"vertexes": [RUN]}, "ERROR: it fails", indent=indent
    )
    assert progress.notes == ["WARNING: old", "ERROR: it fails"]
    assert len(progress.steps) == 2


def test_nested_braces_do_not_end_an_object() -> None:
    """Only a brace at the start of a line does."""
    progress = read({"vertexes": [{**FROM, "progressGroup": {"id": "x", "more": {"deep": {}}}}]}, indent=4)
    assert list(progress.steps) == ["sha256:a"]


def test_what_the_cache_gave_is_known(indent: int | None) -> None:
    """A step is cached once a message has said so, whatever later ones leave out."""
    again = {key: value for key, value in COPY.items() if key != "cached"}
    progress = read({"vertexes": [FROM, COPY]}, {"vertexes": [again]}, indent=indent)
    assert [step.cached for step in progress.steps.values()] == [False, True]


def test_output_is_put_together(indent: int | None) -> None:
    """It comes in pieces, in base64, maybe before the step's name; what is no text is replaced."""
    progress = read(
        log("sha256:c", b"Collecting "),
        {"vertexes": [RUN]},
        log("sha256:c", b"flask\n\xff"),
        {"logs": None},
        indent=indent,
    )
    [step] = progress.steps.values()
    assert step.log == "Collecting flask\n\ufffd"
    assert step.instruction == "RUN pip install flask"


def test_of_a_flood_the_end_is_kept() -> None:
    """A step that prints without end fills no memory."""
    progress = read({"vertexes": [RUN]}, *[log("sha256:c", b"x" * KEPT)] * 3, log("sha256:c", b"the end"))
    assert len(progress.steps["sha256:c"].log) == KEPT
    assert progress.steps["sha256:c"].log.endswith("xthe end")


def test_the_step_that_failed_is_found(indent: int | None) -> None:
    """Steps that were cancelled because of it, and BuildKit's own, are not the ones to mend."""
    cancelled = {**COPY, "cached": False, "error": "canceled: context canceled"}
    failed = {**RUN, "completed": "t", "error": "process did not complete\x1b[0m"}
    progress = read({"vertexes": [{**LOAD, "error": "closed"}, cancelled, failed]}, indent=indent)
    assert progress.failed
    assert progress.failed.instruction == "RUN pip install flask"
    assert progress.failed.error == "process did not complete"
    assert read({"vertexes": [FROM]}).failed is None
    own = read({"vertexes": [{**LOAD, "error": "no Dockerfile"}]}).failed
    assert own
    assert own.error == "no Dockerfile"


def test_the_step_that_runs_is_the_last_that_started() -> None:
    """BuildKit's own steps and those that have ended are not what a build hangs in."""
    progress = read({"vertexes": [FROM, RUN, LOAD]})
    assert progress.running
    assert progress.running.instruction == "RUN pip install flask"
    assert progress.running.heard > 0
    assert read({"vertexes": [FROM]}, {"vertexes": [{**RUN, "completed": "t"}]}).running is None


def test_an_instruction_of_several_lines_is_whole() -> None:
    """A heredoc's text belongs to its instruction."""
    [step] = read({"vertexes": [{**RUN, "name": "[2/2] RUN <<EOF\necho one\nEOF"}]}).steps.values()
    assert step.instruction == "RUN <<EOF\necho one\nEOF"


def test_steps_are_said_as_they_start() -> None:
    """Whoever waits reads the step that runs, without the escape codes that a Dockerfile may hold."""
    said: list[str] = []
    progress = Progress(said.append)
    started = {**RUN, "name": "[1/2] RUN echo \x1b[31mred"}
    progress.line(json.dumps({"vertexes": [LOAD, started]}) + "\n")
    progress.line(json.dumps({"vertexes": [{**started, "completed": "t"}]}) + "\n")
    assert said == ["building [1/2] RUN echo red"]


def test_a_message_that_is_cut_off_adds_nothing() -> None:
    """Where the builder was ended in the middle of an object, what came before it counts."""
    whole = json.dumps({"vertexes": [FROM]}, indent=1)
    cut = json.dumps({"vertexes": [RUN]}, indent=1)[:-20].rpartition("\n")[0]
    progress = read(whole, cut)
    assert list(progress.steps) == ["sha256:a"]
    assert progress.failed is None
