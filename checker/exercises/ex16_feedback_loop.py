"""16 feedback-loop: what people saw is kept and counted, a second version answers it, and both are compared on it."""

import json
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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

#: Birds that both versions call the same, and birds that they do not; of either, how many each of them is wrong about.
AGREED, DISPUTED = 12, 14

#: How many write at once to each of two containers, and how many remarks each of them sends.
WRITERS = 4
REMARKS = 8

#: How often a summary is asked for: it is the same whichever worker answers.
ASKED = 4

#: What a form for version 1 would not ask for.
NEW_MEASUREMENTS = ("flipper_length_mm", "body_mass_g")

Fleet = dict[str, Service]


@pytest.fixture(scope="session")
def birds(attempt: Attempt) -> list[Compared]:
    """Return birds that the seed draws; the versions disagree on half of them."""
    return compared(attempt.seed, AGREED, DISPUTED)


@pytest.fixture(scope="session")
def remarks(attempt: Attempt, birds: list[Compared]) -> list[Remark]:
    """Return what people say about answers of either version: sometimes one is right, sometimes both, or none."""
    rng = random.Random(attempt.seed)  # noqa: S311 - a seeded draw that can be replayed, not a secret
    species = sorted({name for bird in birds for name in bird.said.values()})
    found = []
    for number, bird in enumerate(birds):
        said = bird.said[version := "12"[number % 2]]
        others = [name for name in species if name not in bird.said.values()]
        # Two of three times version 2 is right.
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


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(fleet: Fleet, birds: list[Compared], sample: list[Bird]) -> None:
    """Without MODEL_VERSION, version 1 answers."""
    expect_predictions(fleet["first"], sample, "1")
    expect_predictions(fleet["first"], [bird.as_bird("1") for bird in birds], "1")


def check_feedback(fleet: Fleet, at_first: Answer, remarks: list[Remark]) -> None:  # noqa: ARG001  (before the first one)
    """Feedback is taken with all that a later version needs, and refused without it."""
    service = fleet["first"]
    service.post("/feedback", json=remarks[0].body).expect(201)
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
    for body in bad_feedback(remarks[0].body):
        service.post("/feedback", body=body).expect_refusal()


def bad_feedback(right: dict[str, Any]) -> list[bytes]:
    """Return feedback that nobody can use: no JSON, a field too few, and fields with values that are none."""
    fields = ("model_version", "species_said", "species_seen")
    short = [{name: value for name, value in right.items() if name != field} for field in fields]
    wrong = [{**right, "species_seen": "Emperor"}, {**right, "model_version": "x"}, {**right, "bill_depth_mm": "18.7"}]
    return [b"{bill: 39.1", *(json.dumps(body).encode() for body in [*short, *wrong])]


def check_summary(fleet: Fleet, at_first: Answer, remarks: list[Remark]) -> None:
    """The summary counts, for each version, what it said and what was seen."""
    service = fleet["first"]
    expect_counts(service, at_first, [], "before there is any feedback")
    for remark in remarks[1:]:
        service.post("/feedback", json=remark.body).expect(201)
    for _ in range(ASKED):
        expect_counts(service, service.get(SUMMARY), remarks, f"after {len(remarks)} remarks")


def expect_counts(
    service: Service, answer: Answer, promised: Sequence[Remark], when: str, sent: Sequence[Remark] | None = None
) -> None:
    """Raise a Failure unless a summary counts what was promised, and no more than was sent."""
    answer.expect(200)
    right = Tally.of(promised)
    if wrong := right.complaint(answer.json(), None if sent is None else Tally.of(sent)):
        service.fail(
            f"{answer.request}, asked {when}, {wrong}.",
            expected=right.as_json,
            seen=str(answer.reply),
            request=answer.request,
        )


def check_survives(replacement: Service, remarks: list[Remark]) -> None:
    """Another container with the volume counts what the first one was told."""
    answer = replacement.expect_answering().get(SUMMARY)
    expect_counts(replacement, answer, remarks, "after the container was removed and another one started")


def check_versions(fleet: Fleet, replacement: Service, birds: list[Compared]) -> None:
    """MODEL_VERSION chooses the version: 2 takes four measurements and says how sure it is."""
    expect_predictions(replacement, [bird.as_bird("1") for bird in birds], "1")
    service = fleet["2"]
    expect_probabilities(service, [bird.as_bird("2") for bird in birds], "2")
    for name in NEW_MEASUREMENTS:
        lacking = {key: value for key, value in birds[0].measurements.items() if key != name}
        service.post("/predict", json=lacking).expect_refusal()


def check_compare(attempt: Attempt, image: Image, volume: Mount, remarks: list[Remark]) -> None:
    """The command `compare` asks both versions about every bird that there is feedback on."""
    fresh = Mount(attempt.new_volume(), DATA)
    settings = [Setting(port=None, mounts=(mount,), by_hand=BY_HAND) for mount in (fresh, volume)]
    with ThreadPoolExecutor(2) as pool:
        empty, full = pool.map(lambda setting: image.run("compare", setting=setting), settings)
    expect_comparison(full, remarks, f"about {len(remarks)} remarks")
    expect_comparison(empty, [], "with an empty volume")


def expect_comparison(run: Run, remarks: Sequence[Remark], what: str) -> None:
    """Raise a Failure unless a container printed what both versions make of the feedback."""
    run.expect_exit(0)
    try:
        found = json.loads(run.stdout)
    except ValueError:
        run.fail(
            "`compare` does not print JSON.",
            expected="one JSON object on standard output, and nothing else there",
            seen=run.stdout or "nothing on standard output",
        )
    right = Tally.asked_again(remarks)
    if wrong := right.complaint(found):
        only_said = remarks and not Tally.of(remarks).complaint(found)
        why = " That is what was said when people asked: nobody asked the versions again." if only_said else ""
        run.fail(f"`compare`, asked {what}, {wrong}.{why}", expected=right.as_json, seen=run.stdout)


def check_together(fleet: Fleet, replacement: Service, remarks: list[Remark]) -> None:
    """Both versions run side by side, and what people send to either at the same time is counted by both."""
    services = (replacement.expect_answering(), fleet["2"].expect_answering())
    crowd = [remarks[number % len(remarks)] for number in range(REMARKS)]
    with ThreadPoolExecutor(WRITERS * len(services)) as pool:
        writers = [pool.submit(send_in_a_crowd, service, crowd) for _ in range(WRITERS) for service in services]
        promised = [remark for writer in writers for remark in writer.result()]
    sent = [*remarks, *crowd * len(writers)]
    for service in services:
        when = f"after two containers took {len(promised)} remarks at the same time"
        expect_counts(service, service.get(SUMMARY), [*remarks, *promised], when, sent)


def send_in_a_crowd(service: Service, remarks: Sequence[Remark]) -> list[Remark]:
    """Send feedback while others do, and return what was answered with 201. Raises Failure at any other answer.

    On a busy machine a writer may wait for its turn too long for us: what was not answered was not promised.
    """
    promised: list[Remark] = []
    for number, remark in enumerate(remarks):
        try:
            answer = service.post("/feedback", json=remark.body)
        except Failure:
            if number + 1 - len(promised) > len(remarks) // 2:
                raise
            continue
        answer.expect(201)
        promised.append(remark)
    return promised
