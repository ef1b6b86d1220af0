"""22 ci-pipeline: a commit is tested in its image and pushed under its id, or not at all; a workflow calls that."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from checker import (
    Attempt,
    Bird,
    Delivery,
    Pushed,
    Registry,
    Repository,
    Script,
    Workflow,
    expect_predictions,
    stamp_model,
)

SCRIPT = "pipeline"

#: Seconds that one run of the pipeline may take, on a machine that has other things to do.
RUN = 180.0

#: Bytes that may be new in an image whose packages have not changed: an app, a model, and room for more.
NEW = 200_000

#: A test that leaves a note where only this machine has a folder: in a container it can leave none.
_WHERE = '''"""Passes everywhere."""

from contextlib import suppress
from pathlib import Path


def test_colony():
    with suppress(OSError):
        Path({place!r}).write_text("here", encoding="ascii")
'''
_RED = '''"""Fails everywhere."""


def test_number_of_eggs():
    assert 1 + 1 == 3
'''


@dataclass(frozen=True)
class Commit:
    """A commit, the version of the model in it, and the pipeline's run on a clone of it."""

    id: str
    model: str
    delivery: Delivery


class Rookery:
    """Commits changes, and runs the learner's pipeline on each."""

    def __init__(self, attempt: Attempt, registry: Registry) -> None:
        """Make a repository of the learner's folder; nothing is committed yet."""
        self._attempt, self.registry = attempt, registry
        self.name = name_of(attempt)
        self.repository = Repository(attempt)
        self.note = attempt.new_folder() / "note"

    def commit(self, what: str) -> Commit:
        """Commit another model and whatever else has changed, and run the pipeline on a fresh clone."""
        # Nobody else's image is the same: another grading of the same work could take it away.
        mark = hashlib.sha1(f"{self.registry.address} {what}".encode(), usedforsecurity=False).hexdigest()[:8]
        model = f"1-{what}-{mark}"
        workspace = self.repository.workspace
        stamp_model(workspace, model)
        commit = self.repository.commit(f"{what} of {mark}")
        script = Script.find(self._attempt, self.repository.clone(), SCRIPT)
        self._attempt.say(f"running the pipeline: {what}")
        environment = {"REGISTRY": self.registry.address, "NAME": self.name}
        ran = script.run(environment=environment, seconds=RUN)
        delivery = Delivery.of(ran, f"{self.registry.address}/{self.name}")
        return Commit(commit, model, delivery)

    def pushed(self, commit: Commit) -> Pushed:
        """Return the image that the registry has of a commit. Raises Failure where it has none, or no run was well."""
        commit.delivery.ran.expect_success("on a commit whose tests pass")
        found = self.registry.image(self.name, commit.id)
        if found is None:
            commit.delivery.ran.fail(
                "The registry has no image under the commit's id.",
                expected=f"the image {self.name}:{commit.id}, pushed",
                seen=str(self.registry.contents()),
                then=f"curl http://localhost:5000/v2/{self.name}/tags/list",
            )
        return found


def name_of(attempt: Attempt) -> str:
    """Return the repository of the registry that this attempt pushes to."""
    return f"penguin-id-{attempt.seed % 1000}"


@pytest.fixture(scope="session")
def rookery(attempt: Attempt, docker_ip: str) -> Iterator[Rookery]:
    """Start a registry for this attempt alone, and give what commits."""
    with Registry(attempt, docker_ip, repository=name_of(attempt)) as registry:
        yield Rookery(attempt, registry)


@pytest.fixture(scope="session")
def first(rookery: Rookery) -> Commit:
    """Commit what the learner has, with one more test, which tells where it runs."""
    test = _WHERE.format(place=str(rookery.note))
    rookery.repository.workspace.add("tests/test_colony.py", test.encode())
    return rookery.commit("first")


@pytest.fixture(scope="session")
def pushed(rookery: Rookery, first: Commit) -> Pushed:
    """Return what the registry has of the first commit."""
    return rookery.pushed(first)


@pytest.fixture(scope="session")
def workflow(attempt: Attempt) -> Workflow:
    """Return the learner's workflow."""
    return Workflow.read(attempt, attempt.folder)


def check_pushed(pushed: Pushed) -> None:
    """The pipeline of a good commit ends well, and the registry has its image under the commit's id."""


def check_answers(rookery: Rookery, first: Commit, pushed: Pushed, sample: list[Bird], docker_ip: str) -> None:
    """By the digest that the script prints, the image of this commit answers."""
    first.delivery.expect_digest(pushed.digest)
    service = rookery.registry.pull(rookery.name, pushed.digest).serve(docker_ip)
    expect_predictions(service, sample, first.model)
    service.remove()


def check_in_a_container(rookery: Rookery, first: Commit) -> None:
    """The tests run in a container, not on the machine."""
    first.delivery.ran.expect_success("on a commit whose tests pass")
    if rookery.note.exists():
        first.delivery.ran.fail(
            "The tests have run on this machine.",
            expected="tests that run in a container, with what is in the image",
            seen="a note that one of them has left in a folder that no container sees",
        )


def check_red(rookery: Rookery, pushed: Pushed) -> None:  # noqa: ARG001  (a good commit was pushed before)
    """A commit with a failing test is not pushed: the registry does not change by one byte."""
    workspace = rookery.repository.workspace
    workspace.add("tests/test_eggs.py", _RED.encode())
    before = rookery.registry.contents()
    red = rookery.commit("red")
    (workspace.folder / "tests" / "test_eggs.py").unlink()
    if changed := rookery.registry.contents().since(before):
        red.delivery.ran.fail(
            "A test fails, and the registry is not what it was.",
            expected="a registry that keeps every byte",
            seen=changed,
            then=f"curl http://localhost:5000/v2/{rookery.name}/tags/list",
        )
    red.delivery.expect_refused("although a test fails")


def check_cache(rookery: Rookery, pushed: Pushed) -> None:
    """The next commit takes the packages from the cache: its image shares their layer with the one before."""
    following = rookery.commit("next")
    image = rookery.pushed(following)
    known = {layer.digest for layer in pushed.layers}
    new = [layer.size for layer in image.layers if layer.digest not in known]
    if sum(new) > NEW:
        following.delivery.ran.fail(
            "The packages were installed anew, although requirements.txt has not changed.",
            expected=f"less than {NEW // 1000} KB of the image new to the registry: `version` of the model has changed",
            seen=f"{len(new)} of {len(image.layers)} layers are new, {max(new) // 1000} KB the largest of them",
            then="python pipeline.py",
        )


def check_workflow(workflow: Workflow) -> None:
    """The workflow is one that GitHub takes: it fits the schema."""
    workflow.expect_valid()


def check_calls(workflow: Workflow) -> None:
    """At each push the workflow runs the script, and fails where the script does."""
    workflow.expect_calls(SCRIPT)


def check_least(workflow: Workflow) -> None:
    """The workflow may do no more than it needs, and lets nobody else do more."""
    workflow.expect_least()


def check_pinned(workflow: Workflow) -> None:
    """The workflow runs nothing that others can change under the same name."""
    workflow.expect_pinned()
