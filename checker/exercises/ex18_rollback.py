"""18 rollback: a good version goes live, a bad one does not, and the way back leads to what ran before."""

import random
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from checker import Attempt, Release, Script, Station, Step, build_releases, expect_entry, free_port, given, slowness

#: Seconds after which a run of a script is ended: more than the README allows, and more still on a busy machine.
SECONDS = 75.0

#: Versions of the story, oldest first, and their faults: four that work, of which one is slow to start, and two others.
FAULTS = ("", "slow", "", "", "unhealthy", "crash")


@dataclass
class Story:
    """Two deployments side by side, as if on two machines, and all that happened there, run by run."""

    deploy: dict[str, Script]
    rollback: dict[str, Script]
    releases: list[Release]
    east: Station
    west: Station
    seconds: float
    neighbour: str = ""
    """The version that answers in the east after the first deployment in the west."""
    strangers: list[str] = field(default_factory=list)
    """Containers, networks and volumes whose names belong to neither."""
    bad: list[Step] = field(default_factory=list)
    """What was done with versions that cannot go live."""
    back: list[Step] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """Everything that was run."""
        return [*self.east.steps, *self.west.steps]

    @property
    def refused(self) -> list[str]:
        """What the gate has refused."""
        return self.deploy["east"].refused


@pytest.fixture(scope="session")
def releases(attempt: Attempt) -> list[Release]:
    """Build the versions; their numbers are drawn from the seed."""
    draw = random.Random(attempt.seed)  # noqa: S311  (a seeded draw that can be replayed, not a secret)
    minors = sorted(draw.sample(range(2, 40), len(FAULTS)))
    numbers = [f"1.{minor}.{draw.randrange(9)}" for minor in minors]
    return build_releases(attempt, given(attempt, "service"), dict(zip(numbers, FAULTS, strict=True)))


@pytest.fixture(scope="session")
def scripts(attempt: Attempt) -> dict[str, dict[str, Script]]:
    """Find the scripts; each of the two places has a copy of the folder."""
    places = ("east", "west")
    return {
        name: {place: Script.find(attempt, attempt.folder, name, place) for place in places}
        for name in ("deploy", "rollback")
    }


@pytest.fixture(scope="session")
def story(attempt: Attempt, scripts: dict[str, dict[str, Script]], releases: list[Release]) -> Story:
    """Tell the story once; the checks look at what happened in it."""
    mark = secrets.token_hex(3)

    def station(place: str) -> Station:
        state = scripts["deploy"][place].sandbox.new_folder(f"state-{place}")
        return Station(f"penguin-{place}-{mark}", free_port(), state, releases, attempt.shown_folder)

    seconds = SECONDS * slowness()
    story = Story(scripts["deploy"], scripts["rollback"], releases, station("east"), station("west"), seconds)
    attempt.say("deploying")
    if begins(story):
        with ThreadPoolExecutor(2) as pool:
            for told in [pool.submit(tell, story) for tell in (goes_on_in_the_east, goes_on_in_the_west)]:
                told.result()
    return story


def begins(story: Story) -> bool:
    """Deploy the first version in both places; return whether the story can go on."""
    first = story.releases[0]
    moving = f"{first.name.partition(':')[0]}:stable"
    first.take(moving)
    if not goes_live(story, story.east, first.name) or not goes_live(story, story.west, moving):
        return False
    story.neighbour = story.east.version()
    names = (story.east.name, story.west.name)
    made = story.deploy["east"].sandbox.names()
    story.strangers = [one for one in made if not one.split()[-1].startswith(names)]
    return story.neighbour == first.version and not story.strangers


def goes_live(story: Story, station: Station, image: str) -> bool:
    """Deploy a good version and send feedback to it; return whether it is live."""
    place = "east" if station is story.east else "west"
    step = station.run(story.deploy[place], story.seconds, image)
    if not step.ran.ok or not step.version:
        return False
    for band in range(2):
        station.report(f"{place}-{len(station.steps)}-{band}", species_seen="Gentoo")
    return True


def goes_on_in_the_east(story: Story) -> None:
    """Try versions that cannot go live: one turns unhealthy, the other does not exist."""
    unhealthy = story.releases[4]
    nowhere = f"localhost:{free_port()}/{unhealthy.name}"
    for image in (unhealthy.name, nowhere):
        step = story.east.run(story.deploy["east"], story.seconds, image)
        story.bad.append(step)
        if step.ran.timed_out:
            return


def goes_on_in_the_west(story: Story) -> None:
    """Deploy two more versions, one that crashes between them, and go back until nothing is left."""
    west, deploy, rollback = story.west, story.deploy["west"], story.rollback["west"]
    first, second, third, fourth = story.releases[:4]
    if not goes_live(story, west, second.name):
        return
    story.bad.append(west.run(deploy, story.seconds, story.releases[5].name))
    if story.bad[-1].ran.timed_out or not goes_live(story, west, third.name):
        return
    story.back.append(west.run(rollback, story.seconds))
    if story.back[0].ran.timed_out:
        return
    fourth.take(first.names[-1], [first])
    for _ in range(2):
        story.back.append(west.run(rollback, story.seconds))


def version_of(story: Story, image: str) -> str:
    """Return the version that was meant by the name of an image when it was deployed."""
    return next((one.version for one in story.releases if one.name == image), story.releases[0].version)


def check_deploys(story: Story) -> None:
    """`deploy IMAGE` puts a version live, and a newer one in its place."""
    for step in story.steps:
        if step in story.bad or not step.image:
            continue
        step.ran.expect_success(f"for a good version ({step.doing})")
        wanted = version_of(story, step.image)
        if step.version != wanted:
            step.fail(
                f"`{step.doing}` ends with exit status 0, and version {wanted} is not live.",
                expected=f"GET /version on PORT tells {wanted}",
                seen=f"version {step.version}" if step.version else f"no version: {step.at_once.strip('()')}",
            )


def check_waits(story: Story) -> None:
    """When a script ends with exit status 0, the version answers already."""
    for step in story.steps:
        if step.ran.ok and step.version and step.at_once != step.version:
            step.fail(
                f"`{step.doing}` ends with exit status 0 before the version answers.",
                expected=f"an answer of version {step.version} as soon as the script has ended",
                seen=f"{step.at_once.strip('()')}; {step.version} answered a moment later",
            )


def check_neighbours(story: Story) -> None:
    """Another deployment on the same machine is left alone."""
    step = story.west.steps[0]
    if story.refused:
        refused = next((one for one in story.steps if one.ran.refused), step)
        refused.fail(
            f"`{refused.doing}` reaches for what is not its own.",
            expected="scripts that touch only what they have made, under NAME",
            seen=f"the checker did not let it pass: {story.refused[0]}",
        )
    if story.strangers:
        step.fail(
            "Something that the script makes has a name that does not begin with NAME: two deployments get in each "
            "other's way there.",
            expected=f"containers, networks and volumes named {story.east.name}... or {story.west.name}...",
            seen=", ".join(story.strangers),
        )
    if story.neighbour != story.releases[0].version:
        step.fail(
            "A deployment under one NAME has ended that under another.",
            expected=f"version {story.releases[0].version} still answers for {story.east.name}",
            seen=f"after `NAME={story.west.name} {step.doing}` it does not",
        )


def check_tidy(story: Story) -> None:
    """After each run one container of the service runs: the live one."""
    for step in story.steps:
        if step.version and step.running != [step.version]:
            step.fail(
                f"After `{step.doing}` more runs than the version that is live.",
                expected=f"one container that runs: version {step.version}",
                seen=f"{len(step.running)} that run: {', '.join(step.running)}",
                then="docker ps",
            )


def check_state(story: Story) -> None:
    """Feedback is kept when versions come and go."""
    for station in (story.east, story.west):
        if station.refused:
            station.steps[-1].fail(
                "The live version cannot keep feedback.",
                expected="POST /feedback answers 201",
                seen="another answer, or none",
            )
        for step in station.steps:
            if step.feedback is not None and Counter(step.feedback) != Counter(step.sent):
                step.fail(
                    f"After `{step.doing}` feedback is missing.",
                    expected=f"{len(step.sent)} entries: {', '.join(step.sent)}",
                    seen=f"{len(step.feedback)} entries: {', '.join(step.feedback) or 'none'}",
                    then="curl -s http://localhost:8000/feedback",
                )


def check_bad_versions(story: Story) -> None:
    """A version that does not work never goes live: deploy fails, and the one before is back."""
    for step in story.bad:
        step.ran.expect_failure(f"for a version that does not work ({step.doing})")
        if step.version != step.before:
            step.fail(
                f"`{step.doing}` fails, and the version that was live before is not back.",
                expected=f"version {step.before} answers",
                seen=f"version {step.version}" if step.version else f"no version: {step.at_once.strip('()')}",
            )


def check_history(story: Story) -> None:
    """history.jsonl tells what was deployed, which image that was, and what came of it."""
    for station in (story.east, story.west):
        before: list[str] = []
        for step in station.steps:
            expect_entry(step, before, story.releases)
            before = step.entries


def check_rollback(story: Story) -> None:
    """`rollback` puts the version back that was live before, whatever failed in between."""
    goes_back(nth(story, 0), [story.releases[1].version])


def check_again(story: Story) -> None:
    """A second rollback goes one version further back, and a third has nowhere to go."""
    first, fourth = story.releases[0], story.releases[3]
    goes_back(nth(story, 1), [first.version, fourth.version])
    last = nth(story, 2)
    last.ran.expect_failure("where nothing was live before")
    if last.version != last.before:
        last.fail(
            "A rollback that has nowhere to go ends what is live.",
            expected=f"version {last.before} still answers",
            seen=f"version {last.version}" if last.version else "no version",
        )


def check_exact(story: Story) -> None:
    """The way back leads to the image that ran, not to the one that has its name today."""
    step, first, fourth = story.back[1], story.releases[0], story.releases[3]
    if step.version != first.version:
        step.fail(
            f"The rollback starts version {step.version}, which was never live here.",
            expected=f"version {first.version}, which was deployed as {fourth.names[-1]}",
            seen=f"version {step.version}: meanwhile that name was given to it",
        )


def nth(story: Story, number: int) -> Step:
    """Return one of the rollbacks. Raises Failure where something that hangs came before it."""
    if len(story.back) <= number:
        last = story.west.steps[-1]
        last.fail(
            "The scripts never got as far as this rollback.",
            expected="every run before it ends by itself, and puts a good version live",
            seen=f"`{last.doing}`: {last.ran.end}",
        )
    return story.back[number]


def goes_back(step: Step, wanted: list[str]) -> None:
    """Hold a rollback against the version that it has to put live."""
    step.ran.expect_success(f"where version {wanted[0]} was live before")
    if step.version not in wanted:
        step.fail(
            f"After the rollback version {step.version or 'none'} is live, not {wanted[0]}.",
            expected=f"version {wanted[0]}: the last one that was live before {step.before}",
            seen=f"version {step.version}" if step.version else f"no version: {step.at_once.strip('()')}",
        )
