"""16 feedback-loop: what people saw is kept and counted, a second version answers it, and both are compared on it."""

import json
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from checker import (
    Answer,
    Attempt,
    Bird,
    Compared,
    Failure,
    Image,
    Mount,
    Remark,
    Run,
    Service,
    Setting,
    Tally,
    compared,
    expect_predictions,
    expect_probabilities,
)

DATA = "/data"
BY_HAND = "-v penguin-feedback:/data"
SUMMARY = "/feedback/summary"

#: Birds that both versions call the same, and birds that they do not.
AGREED, DISPUTED = 8, 12

#: How many of them a container is asked about when it is one of several.
SOME = 8

#: How many write at once to each of two containers, and how many remarks each of them sends.
WRITERS = 3
REMARKS = 8

#: How often a summary is asked for: it is the same whichever worker answers.
ASKED = 3

#: What version 1 looks at, and what a form for it would not ask for.
OLD_MEASUREMENTS = ("bill_length_mm", "bill_depth_mm")
NEW_MEASUREMENTS = ("flipper_length_mm", "body_mass_g")

Fleet = dict[str, Service]


@dataclass
class Told:
    """What was answered with 201, and what was sent: more than that, where an answer did not come."""

    promised: list[Remark] = field(default_factory=list)
    sent: list[Remark] = field(default_factory=list)

    def tell(self, service: Service, remarks: Sequence[Remark], may_miss: int = 0) -> None:
        """Send feedback, one after the other. Raises Failure at another answer than 201, or where too many are missing.

        On a busy machine a writer among many may wait for its turn too long for us.
        """
        for remark in remarks:
            try:
                answer = service.post("/feedback", json=remark.body)
            except Failure:
                may_miss -= 1
                if may_miss < 0:
                    raise
                self.sent += [remark, remark]
                continue
            answer.expect(201)
            self.promised.append(remark)
            self.sent += [remark] * answer.times

    def expect_summary(self, service: Service, answer: Answer, when: str) -> None:
        """Raise a Failure unless a summary counts what was promised, and no more than was sent."""
        answer.expect(200)
        right = Tally.of(self.promised)
        if wrong := right.complaint(answer.json(), Tally.of(self.sent)):
            service.fail(
                f"{answer.request}, asked {when}, {wrong}.",
                expected=right.as_json,
                seen=str(answer.reply),
                request=answer.request,
            )


@pytest.fixture(scope="session")
def told() -> Told:
    """Return what has been sent to the shared volume so far."""
    return Told()


@pytest.fixture(scope="session")
def birds(attempt: Attempt) -> list[Compared]:
    """Return birds that the seed draws; the versions disagree on more than half of them."""
    return compared(attempt.seed, AGREED, DISPUTED)


@pytest.fixture(scope="session")
def some(birds: list[Compared]) -> list[Compared]:
    """Return a few of them: half of these are disputed."""
    agreed, disputed = ([bird for bird in birds if bird.disputed is wanted] for wanted in (False, True))
    return [*agreed[: SOME // 2], *disputed[: SOME // 2]]


@pytest.fixture(scope="session")
def remarks(attempt: Attempt, birds: list[Compared]) -> list[Remark]:
    """Return what people say about answers of either version: sometimes one is right, sometimes both, or none."""
    rng = random.Random(attempt.seed)  # noqa: S311 - a seeded draw that can be replayed, not a secret
    species = sorted({name for bird in birds for name in bird.said.values()})
    found = []
    for number, bird in enumerate(birds):
        said = bird.said[version := "12"[number % 2]]
        others = [name for name in species if name not in bird.said.values()]
        # Version 2 is right more often than version 1, which is all that anybody hopes for.
        seen = rng.choice([bird.said["1"], bird.said["2"], bird.said["2"], bird.said["2"], *others])
        found.append(Remark(bird.measurements, version, said, seen))
    return [*found, found[0]]


@pytest.fixture(scope="session")
def volume(attempt: Attempt) -> Mount:
    """Return the fresh volume that every container shares."""
    return Mount(attempt.new_volume(), DATA)


@pytest.fixture(scope="session")
def start(image: Image, volume: Mount, docker_ip: str) -> Callable[[str], Service]:
    """Return what starts a container of a version, with the volume; an empty version is none."""

    def started(version: str) -> Service:
        chosen = {"MODEL_VERSION": version} if version else {}
        options = " ".join([*(f"-e {name}={value}" for name, value in chosen.items()), BY_HAND])
        return image.serve(docker_ip, Setting(environment=chosen, mounts=(volume,), by_hand=options))

    return started


@pytest.fixture(scope="session")
def fleet(start: Callable[[str], Service]) -> Fleet:
    """Return a container without MODEL_VERSION and one of version 2, started together."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(("first", "2"), pool.map(start, ("", "2")), strict=True))


@pytest.fixture(scope="session")
def replacement(fleet: Fleet, start: Callable[[str], Service]) -> Service:
    """Remove the first container as it runs, and return another one with MODEL_VERSION=1 in its place."""
    fleet["first"].remove()
    return start("1")


@pytest.fixture(scope="session")
def at_first(fleet: Fleet) -> Answer:
    """Return the summary of a fresh volume."""
    return fleet["first"].expect_answering().get(SUMMARY)


@pytest.fixture(scope="session")
def compare(image: Image, volume: Mount) -> Callable[[], Run]:
    """Return what runs the command `compare` with the volume."""
    return lambda: image.run("compare", setting=Setting(port=None, mounts=(volume,), by_hand=BY_HAND))


@pytest.fixture(scope="session")
def compared_at_first(at_first: Answer, compare: Callable[[], Run]) -> Future[Run]:  # noqa: ARG001  (somebody serves)
    """Return the comparison of a fresh volume that is in use; what is wrong with it is for its own check to tell."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(compare)


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(fleet: Fleet, some: list[Compared], sample: list[Bird]) -> None:
    """Without MODEL_VERSION, version 1 answers."""
    expect_predictions(fleet["first"], [*sample, *(bird.as_bird("1") for bird in some)], "1")


def check_feedback(fleet: Fleet, compared_at_first: Future[Run], told: Told, remarks: list[Remark]) -> None:  # noqa: ARG001  (before the first one)
    """Feedback is taken with all that a later version needs, and refused without it."""
    service = fleet["first"]
    told.tell(service, remarks[:1])
    for name in NEW_MEASUREMENTS:
        answer = service.post("/feedback", json={**remarks[0].body, name: None})
        lacking = {key: value for key, value in remarks[0].body.items() if key != name}
        without = service.post("/feedback", json=lacking)
        if without.status < 300:
            service.fail(
                f"Feedback without {name} is taken: version 2 can never be asked about this bird.",
                expected="a status from 400 to 499: feedback holds all four measurements, whichever version answered",
                seen=str(without.reply),
                request=without.request,
            )
        without.expect_refusal()
        answer.expect_refusal()
    for what, body in bad_feedback(remarks[0].body).items():
        answer = service.post("/feedback", body=body)
        if answer.status < 300:
            service.fail(
                f"Feedback {what} is taken.",
                expected=f"a status from 400 to 499 to {body.decode()}",
                seen=str(answer.reply),
                request=answer.request,
            )
        answer.expect_refusal()


def bad_feedback(right: dict[str, Any]) -> dict[str, bytes]:
    """Return feedback that nobody can use, by what is wrong: no JSON, a field too few, a value that cannot be."""
    lacking = (*OLD_MEASUREMENTS, "model_version", "species_said", "species_seen")
    short = {f"without {field}": {name: right[name] for name in right if name != field} for field in lacking}
    strange: dict[str, dict[str, Any]] = {
        "whose species_seen is Emperor": {"species_seen": "Emperor"},
        "whose species_said is Emperor": {"species_said": "Emperor"},
        "about version 3": {"model_version": "3"},
        "whose bill_depth_mm is a text": {"bill_depth_mm": "18.7"},
    }
    wrong = {what: {**right, **fields} for what, fields in strange.items()}
    return {
        "that is no JSON": b"{bill: 39.1",
        **{what: json.dumps(body).encode() for what, body in (short | wrong).items()},
    }


def check_summary(fleet: Fleet, at_first: Answer, told: Told, remarks: list[Remark]) -> None:
    """The summary counts, for each version, what it said and what was seen."""
    service = fleet["first"]
    Told().expect_summary(service, at_first, "before there is any feedback")
    told.tell(service, remarks[1:])
    for _ in range(ASKED):
        told.expect_summary(service, service.get(SUMMARY), f"after {len(remarks)} remarks")


def check_survives(replacement: Service, told: Told) -> None:
    """Another container with the volume counts what the first one was told."""
    answer = replacement.expect_answering().get(SUMMARY)
    told.expect_summary(replacement, answer, "after the container was removed and another one started")


def check_versions(fleet: Fleet, replacement: Service, some: list[Compared]) -> None:
    """MODEL_VERSION chooses the version: 2 takes four measurements and says how sure it is."""
    expect_predictions(replacement, [bird.as_bird("1") for bird in some], "1")
    service = fleet["2"]
    expect_probabilities(service, [bird.as_bird("2") for bird in some], "2")
    for one, needed in ((replacement, OLD_MEASUREMENTS), (service, OLD_MEASUREMENTS + NEW_MEASUREMENTS)):
        for name in needed:
            lacking = {key: value for key, value in some[0].measurements.items() if key != name}
            one.post("/predict", json=lacking).expect_refusal()


def check_compare(compared_at_first: Future[Run], compare: Callable[[], Run], told: Told) -> None:
    """The command `compare` asks both versions about every bird that there is feedback on."""
    expect_comparison(compared_at_first.result(), Told(), "Before there is any feedback, ")
    expect_comparison(compare(), told)


def expect_comparison(run: Run, told: Told, when: str = "") -> None:
    """Raise a Failure unless a run of `compare` has asked both versions about every bird that feedback was sent on."""
    if run.exit_code:
        run.fail(
            f"{when}`compare` ends with exit code {run.exit_code}.",
            expected=f"exit code 0 and {Tally.asked_again(told.promised).as_json}",
            seen=f"exit code {run.exit_code}",
        )
    run.expect_exit(0)
    try:
        found = json.loads(run.stdout)
    except ValueError:
        run.fail(
            f"{when}`compare` does not print JSON.",
            expected="one JSON object on standard output, and nothing else there",
            seen=run.stdout or "nothing on standard output",
        )
    right, most = Tally.asked_again(told.promised), Tally.asked_again(told.sent)
    if wrong := right.complaint(found, most):
        only_said = bool(told.promised) and not Tally.of(told.promised).complaint(found, Tally.of(told.sent))
        why = " That is what was said when people asked: nobody asked the versions again." if only_said else ""
        run.fail(f"{when}`compare` {wrong}.{why}", expected=right.as_json, seen=run.stdout)


def check_together(fleet: Fleet, replacement: Service, told: Told, remarks: list[Remark]) -> None:
    """Both versions run side by side, and what people send to either at the same time is counted by both."""
    services = (replacement.expect_answering(), fleet["2"].expect_answering())
    crowd = [(service, Told()) for service in services for _ in range(WRITERS)]
    some = [remarks[number % len(remarks)] for number in range(REMARKS)]
    with ThreadPoolExecutor(len(crowd)) as pool:
        list(pool.map(lambda one: one[1].tell(one[0], some, may_miss=REMARKS // 2), crowd))
    new = [remark for _, each in crowd for remark in each.promised]
    everything = Told([*told.promised, *new], [*told.sent, *(remark for _, each in crowd for remark in each.sent)])
    for service in services:
        when = f"after two containers took {len(new)} remarks at the same time"
        everything.expect_summary(service, service.get(SUMMARY), when)
