"""19 zero-downtime: three deployments behind a proxy, under steady requests, and not one of those fails."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import pytest

from checker import (
    Attempt,
    Bird,
    Deployment,
    Place,
    Release,
    Request,
    Sent,
    build_releases,
    given,
    slowness,
    tally,
)

#: Seconds after which a run of the script is ended: more than the README allows, and more still on a busy machine.
SECONDS = 45.0

#: The versions that are deployed one after the other, and what is special about each.
FAULTS = ("", "", "slow", "")

#: Requests in all, at least, and seconds from one to the next; clients who send them, far more than are ever busy.
LEAST = 500
PACE = 1 / 60
CLIENTS = 24
#: The same before the first deployment and after it, when nobody counts.
FIRST = 1 / 20
#: Seconds in which a version answers after its deployment; requests that fail meanwhile are counted by another check.
SETTLES = 5.0

#: Birds of a survey, a tenth of a second for each, and seconds from one survey to the next: some are always in flight.
BIRDS = 15
SURVEYS = 0.25

#: Seconds in which all have been sent, far more than it takes.
IN_ALL = 60.0


@dataclass
class Story:
    """All deployments in order, the steady requests, and the surveys."""

    releases: Sequence[Release]
    sample: Sequence[Bird]
    deployments: list[Deployment] = field(default_factory=list)
    steady: Sequence[Sent] = ()
    surveys: Sequence[Sent] = ()
    without: Sent | None = None
    """What becomes of a request when no container of the service is left; None where it did not come to that."""

    @property
    def began(self) -> float:
        """When the first request was sent."""
        return min((one.began for one in self.steady), default=0.0)


@pytest.fixture(scope="session")
def story(attempt: Attempt, sample: list[Bird]) -> Story:
    """Tell the story once; the checks look at what happened in it."""
    draw = random.Random(attempt.seed)  # noqa: S311  (a seeded draw that can be replayed, not a secret)
    numbers = [f"1.{minor}.{draw.randrange(9)}" for minor in sorted(draw.sample(range(2, 40), len(FAULTS)))]
    releases = build_releases(attempt, given(attempt, "service"), dict(zip(numbers, FAULTS, strict=True)))
    place = Place(attempt, releases, SECONDS * slowness())
    story = Story(releases, sample)
    predictions = [Request("POST", "/predict", _json(bird.measurements)) for bird in sample]
    birds = [sample[number % len(sample)].measurements for number in range(BIRDS)]
    survey = Request("POST", "/survey", _json({"birds": birds}))
    attempt.say("deploying")
    with place.load(predictions, 2, FIRST) as first:
        story.deployments.append(place.deploy(releases[0], first, SETTLES))
    if not live(story, story.deployments[0]):
        return story
    attempt.say("deploying under steady requests")
    with place.load(predictions, CLIENTS, PACE) as steady, place.load([survey], CLIENTS, SURVEYS) as surveys:
        for release in releases[1:]:
            story.deployments.append(place.deploy(release, steady, SETTLES))
            if not live(story, story.deployments[-1]):
                break
        else:
            steady.expect(LEAST, IN_ALL)
    story.steady, story.surveys = steady.sent, surveys.sent
    if len(story.deployments) == len(releases):
        story.without = place.ask_without(predictions[-1])
    return story


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def live(story: Story, deployment: Deployment) -> bool:
    """Tell whether a deployment has done what it is for."""
    answers, version = deployment.answers, deployment.release.version
    return (
        deployment.ran.ok and bool(answers) and all(right(story, one) and version_of(one) == version for one in answers)
    )


def said(sent: Sent) -> dict[str, Any]:
    """Return the JSON object of an answer, an empty one where there is none."""
    try:
        found = json.loads(sent.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def version_of(sent: Sent) -> str:
    """Return the version that an answer names."""
    return str(said(sent).get("model_version", ""))


def right(story: Story, sent: Sent) -> bool:
    """Tell whether a request was answered whole and rightly, by one of the versions."""
    species = {_json(bird.measurements): bird.species for bird in story.sample}
    asked = json.loads(sent.request.body or b"{}")
    wanted = [species[_json(bird)] for bird in asked["birds"]] if "birds" in asked else species[_json(asked)]
    return (
        sent.ok and said(sent).get("species") == wanted and version_of(sent) in {one.version for one in story.releases}
    )


def heard(deployment: Deployment) -> str:
    """Return in words what users got after a deployment."""
    return (
        "; ".join(
            dict.fromkeys(
                one.why or f"{one.status} {one.body.decode('utf-8', 'replace')[:200]}" for one in deployment.answers
            )
        )
        or "no answer"
    )


def expect_live(story: Story, deployment: Deployment) -> None:
    """Raise a Failure where a deployment ended with another status than 0, or its version does not answer."""
    version = deployment.release.version
    deployment.ran.expect_success(f"for version {version}")
    if not live(story, deployment):
        deployment.fail(
            f"deploy ends with exit status 0, and users do not get version {version}.",
            expected=f"every answer on PORT from version {version}, once the script has ended",
            seen=heard(deployment),
        )


def check_deploys(story: Story) -> None:
    """`deploy IMAGE` on a machine with nothing there puts that version live."""
    expect_live(story, story.deployments[0])


def check_behind(story: Story) -> None:
    """Users reach a proxy: it alone publishes a port, and the service publishes none."""
    own = {one.id: one.version for one in story.releases}
    for deployment in story.deployments:
        for one in deployment.made:
            if one.published and one.image in own:
                deployment.fail(
                    "The service itself publishes a port: whoever replaces it closes the door for a moment.",
                    expected="a proxy that publishes PORT, and containers of the service that publish nothing",
                    seen=f"{one.name}, a container of version {own[one.image]}, publishes port {one.published[0]}",
                    then="docker ps",
                )
    if story.without and right(story, story.without):
        story.deployments[-1].fail(
            "The proxy answers in place of the service.",
            expected="a proxy that passes requests on, and has no answer when the service is gone",
            seen=f"with no container of the service left: {story.without.body.decode('utf-8', 'replace')[:200]}",
        )


def check_changes(story: Story) -> None:
    """Three more deployments: after each, its version answers every request."""
    for deployment in story.deployments[1:]:
        expect_live(story, deployment)


def check_no_failures(story: Story) -> None:
    """No request fails, of at least 500 that are sent meanwhile."""
    failed = [one for one in story.steady if not right(story, one)]
    if not failed:
        return
    costs = [(sum(one.began <= lost.ended <= one.ended for lost in failed), one) for one in story.deployments[1:]]
    most, worst = max(costs, key=lambda cost: cost[0])
    worst.fail(
        f"{len(failed)} of {len(story.steady)} requests fail.",
        expected=f"0 failures in {len(story.steady)} requests, during three deployments",
        seen=f"{tally(failed, story.began)} after the first request; "
        f"{most} of them while {worst.release.version} was deployed",
    )


def check_drained(story: Story) -> None:
    """Surveys that are in flight at the switch are answered whole."""
    lost = [one for one in story.surveys if not right(story, one)]
    if lost:
        switches = [one for one in story.deployments[1:] if any(cut.spans(switched(story, one)) for cut in lost)]
        worst = (switches or story.deployments[1:])[0]
        moments = [switched(story, one) for one in switches]
        caught = sum(any(one.spans(moment) for moment in moments) for one in lost)
        at_any_time = 2 * caught < len(lost)
        worst.fail(
            f"{len(lost)} of {len(story.surveys)} surveys are lost, {caught} of them in flight at a switch.",
            expected="a proxy that waits a second and a half for an answer, at any time"
            if at_any_time
            else "an old version that ends when its last request has been answered",
            seen=f"{tally(lost, worst.began)} after the deployment of {worst.release.version} began",
        )


def switched(story: Story, deployment: Deployment) -> float:
    """Return when the first answer of a new version came."""
    version = deployment.release.version
    good = (one.ended for one in story.steady if right(story, one) and version_of(one) == version)
    return min(good, default=inf)


def check_old_gone(story: Story) -> None:
    """After each deployment one container of the service is there: the one that is live."""
    own = {one.id: one.version for one in story.releases}
    for deployment in story.deployments:
        there = [one for one in deployment.made if one.image in own]
        if [(own[one.image], one.running) for one in there] != [(deployment.release.version, True)]:
            names = ", ".join(f"{one.name} ({own[one.image]}, {'runs' if one.running else 'stopped'})" for one in there)
            deployment.fail(
                f"After the deployment of {deployment.release.version} there are other containers of the service, too.",
                expected=f"one container of the service: version {deployment.release.version}, running",
                seen=names or "none",
                then="docker ps --all",
            )
