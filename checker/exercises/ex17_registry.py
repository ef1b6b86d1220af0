"""17 registry: a release under a version that never changes and a tag that moves, handed on by digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from checker import (
    Attempt,
    Bird,
    Delivery,
    Pushed,
    Registry,
    Sandbox,
    Script,
    Service,
    expect_predictions,
    nobody_there,
    stamp_model,
)

MOVING = "stable"
LABEL = "org.opencontainers.image."

#: Seconds that a release may take, on a machine that has other things to do.
RELEASE = 180.0

#: How many birds a container is asked about that has been asked before.
FEW = 4


@dataclass(frozen=True)
class Release:
    """A version that the learner's script was asked to release, and what it did."""

    version: str
    model: str
    """The version of the model in it."""
    labels: Mapping[str, str]
    """What its image has to carry."""
    delivery: Delivery


class Rookery:
    """Releases versions of the learner's service with the learner's script."""

    def __init__(self, attempt: Attempt, registry: Registry, host: str) -> None:
        """Draw versions from the seed."""
        self.attempt, self.registry, self.host = attempt, registry, host
        self.name = name_of(attempt)
        minor = 2 + attempt.seed % 7
        self.versions = (f"1.{minor}.0", f"1.{minor + 1}.0")

    def release(self, version: str, what: str, address: str = "") -> Release:
        """Run the script on a copy of the folder whose model is another one; `what` names it."""
        place = address or self.registry.address
        # Nobody else's image is the same: another grading of the same work could take it away.
        revision = hashlib.sha1(f"{place} {what}".encode(), usedforsecurity=False).hexdigest()
        # It does not say which of the releases it is: a script may read it.
        model = f"1-{revision[:8]}"
        workspace = self.attempt.copy()
        stamp_model(workspace, model)
        source = f"https://git.rookery.example/{self.name}"
        environment = {"REGISTRY": place, "NAME": self.name, "SOURCE": source, "REVISION": revision}
        self.attempt.say(f"releasing {version}")
        script = Script.find(self.attempt, workspace.folder, "release")
        ran = script.run(version, environment=environment, seconds=RELEASE)
        labels = {"source": source, "revision": revision, "version": version}
        return Release(version, model, labels, Delivery.of(ran, f"{place}/{self.name}"))

    def move(self) -> None:
        """Go on at another machine: its engine has no image of the registry, and the script has left nothing there."""
        self.registry.forget()
        self.attempt.one(Sandbox).move()

    def pushed(self, release: Release) -> Pushed:
        """Return the image that the registry has under a version. Raises Failure."""
        found = self.registry.image(self.name, release.version)
        if found is None:
            release.delivery.ran.fail(
                f"The registry has no image {self.name}:{release.version}.",
                expected=f"the image {self.name}:{release.version}, pushed",
                seen=str(self.registry.contents()),
                then=self.ask("tags/list"),
            )
        return found

    def ask(self, what: str) -> str:
        """Return a command that asks a person's own registry about the repository."""
        return f"curl http://localhost:5000/v2/{self.name}/{what}"

    def serve(self, digest: str) -> Service:
        """Return a container of the image that the registry has under a digest. Raises Failure."""
        return self.registry.pull(self.name, digest).serve(self.host)


def name_of(attempt: Attempt) -> str:
    """Return the repository that this attempt releases to."""
    return f"penguin-id-{attempt.seed % 1000}"


@pytest.fixture(scope="session")
def rookery(attempt: Attempt, docker_ip: str) -> Iterator[Rookery]:
    """Start a registry for this attempt alone, and give what releases to it."""
    with Registry(attempt, docker_ip, repository=name_of(attempt)) as registry:
        yield Rookery(attempt, registry, docker_ip)


@pytest.fixture(scope="session")
def first(rookery: Rookery) -> Release:
    """Release the first version."""
    return rookery.release(rookery.versions[0], "first")


@pytest.fixture(scope="session")
def pushed(rookery: Rookery, first: Release) -> Pushed:
    """Return what the registry has of it."""
    first.delivery.ran.expect_success()
    return rookery.pushed(first)


def check_releases(pushed: Pushed) -> None:
    """The script ends well, and the registry has the image under its version."""


def check_stable(rookery: Rookery, first: Release, pushed: Pushed) -> None:
    """The tag `stable` names the same image, by the same digest."""
    expect_stable(rookery, first, pushed.digest)


def expect_stable(rookery: Rookery, release: Release, digest: str) -> None:
    """Raise a Failure unless the moving tag names the digest of a release."""
    tags = rookery.registry.tags(rookery.name)
    if tags.get(MOVING) != digest:
        release.delivery.ran.fail(
            f"After the release of {release.version}, `{MOVING}` "
            + ("names another image." if MOVING in tags else "is no tag of the registry."),
            expected=f"the digest of {release.version} under `{MOVING}`: {digest}",
            seen="; ".join(f"{tag} is {found}" for tag, found in tags.items()),
            then=rookery.ask("tags/list"),
        )


def check_labels(rookery: Rookery, first: Release, pushed: Pushed) -> None:
    """The image says where it comes from: source, revision and version."""
    wrong = {name: found for name, value in first.labels.items() if (found := pushed.labels.get(LABEL + name)) != value}
    if wrong:
        given = {name: value for name, value in pushed.labels.items() if not name.startswith("org.shipyourmodel.")}
        reference = f"localhost:5000/{rookery.name}:{first.version}"
        first.delivery.ran.fail(
            f"The image does not say its {' and its '.join(wrong)}.",
            expected=", ".join(f"{LABEL}{name}={value}" for name, value in first.labels.items()),
            seen=json.dumps(given),
            then=f"docker image inspect --format '{{{{json .Config.Labels}}}}' {reference}",
        )


def check_digest(first: Release, pushed: Pushed) -> None:
    """The script hands on the address of the image by the digest that the registry knows it under."""
    first.delivery.expect_digest(pushed.digest)


def check_runs(rookery: Rookery, first: Release, pushed: Pushed, sample: list[Bird]) -> None:
    """Pulled by its digest, the image answers: it names the species of penguins it has never seen."""
    service = rookery.serve(pushed.digest)
    expect_predictions(service, sample, first.model)
    service.remove()


def check_next(rookery: Rookery, first: Release, pushed: Pushed, sample: list[Bird]) -> None:
    """After the next release `stable` has moved, and the old digest still runs and answers as it did."""
    version = rookery.versions[1]
    candidate = f"{version}-rc1"
    rookery.registry.tag(rookery.name, pushed.digest, candidate)
    second = rookery.release(version, "second")
    second.delivery.ran.expect_success(f"for {version}, where the registry has {first.version} and {candidate}")
    new = rookery.pushed(second)
    expect_stable(rookery, second, new.digest)
    if (now := rookery.pushed(first).digest) != pushed.digest:
        second.delivery.ran.fail(
            f"The release of {second.version} has changed what {first.version} names.",
            expected=f"{first.version} under its digest {pushed.digest}",
            seen=f"{first.version} is {now}",
            then=rookery.ask("tags/list"),
        )
    rookery.registry.forget()
    for release, digest in ((first, pushed.digest), (second, new.digest)):
        service = rookery.serve(digest)
        expect_predictions(service, sample[:FEW], release.model)
        service.remove()


def check_immutable(rookery: Rookery, first: Release) -> None:
    """A version that the registry has is not released again, and the registry keeps every byte."""
    rookery.move()
    before = rookery.registry.contents()
    again = rookery.release(first.version, "again")
    if changed := rookery.registry.contents().since(before):
        again.delivery.ran.fail(
            f"The version {first.version} was released, and is released again with another model.",
            expected="a registry that keeps every byte",
            seen=changed,
            then=rookery.ask("tags/list"),
        )
    again.delivery.expect_refused(f"although the registry has {first.version} already")


def check_down(rookery: Rookery) -> None:
    """Where the registry does not answer, the script says so and ends with a status other than 0."""
    with nobody_there() as address:
        release = rookery.release(rookery.versions[1], "down", address)
    release.delivery.expect_refused("although the registry is down")
