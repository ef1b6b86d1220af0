"""11 stop-gracefully: it ends when asked to, finishes what it has begun, begins nothing more, leaves no zombies."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NoReturn

import pytest

from checker import (
    Bird,
    Ended,
    Failure,
    Image,
    Process,
    Request,
    Service,
    Stopped,
    Streamed,
    bad_end,
    expect_predictions,
    how_it_ended,
    post_for_lines,
    slowness,
    stop_in_flight,
    unreaped,
)

#: Seconds from `docker stop`, or from the last line of a survey in flight, to the container's end. On a machine that is
#: busy with other things they count less.
LIMIT = 2.0

#: Seconds that the given app takes for one bird of a survey, and the part of them that has to be seen between lines: a
#: busy machine may read the first line late.
A_BIRD = 0.1
SEEN = 0.7

#: `docker stop --time`, in seconds: enough to tell one that is late from one that never ends.
GRACE_IDLE = 3
GRACE_BUSY = 4

#: How often a stop that went wrong is tried: a busy machine loses a connection, or is late, now and then.
TRIES = 3


@dataclass(frozen=True)
class Idle:
    """A container that was stopped with nothing to do, what was not reaped in it before, and its first process."""

    service: Service
    left: list[Process]
    ended: Ended
    first: str
    limit: float
    """Seconds that its end may take on this machine."""


#: A container that was stopped with a survey in flight, how that went, and the seconds that its end may take.
Busy = tuple[Service, Stopped, float]


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    """Return the threads in which containers are stopped while others answer."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture(scope="session")
def busy_story(pool: ThreadPoolExecutor, image: Image, docker_ip: str, sample: list[Bird]) -> Future[Busy]:
    """Begin to stop a container in the middle of a survey."""

    def story() -> Busy:
        late = ("/predict", sample[0].measurements)
        for _ in range(TRIES):
            service = image.serve(docker_ip)
            slow = slowness()
            stopped = stop_in_flight(service, "/survey", survey_of(sample), late=late, seconds=GRACE_BUSY * slow)
            limit = LIMIT * max(slow, slowness())
            good = stopped.asked and not stopped.taken and not complaint(stopped, sample, limit)
            if good or stopped.ended.killed:
                break
        return service, stopped, limit

    return pool.submit(story)


@pytest.fixture(scope="session")
def busy(busy_story: Future[Busy]) -> Busy:
    """Return the container that was stopped in the middle of a survey, and how that went."""
    return busy_story.result()


@pytest.fixture(scope="session")
def service(
    busy_story: Future[Busy],  # noqa: ARG001  (it goes on beside)
    image: Image,
    docker_ip: str,
) -> Service:
    """Return the container that answers."""
    return image.serve(docker_ip)


@pytest.fixture(scope="session")
def idle(service: Service, image: Image, docker_ip: str) -> Idle:
    """Return the container that answered before, what was not reaped in it, and how it was stopped."""
    left = unreaped(service)
    for again in range(TRIES):
        first = next((args for _, args in service.processes()), "")
        slow = slowness()
        ended = service.stop(GRACE_IDLE * slow)
        limit = LIMIT * max(slow, slowness())
        if ended.killed or ended.seconds <= limit or again == TRIES - 1:
            break
        service = image.serve(docker_ip).expect_answering()
    return Idle(service, left, ended, first, limit)


def survey_of(birds: Sequence[Bird]) -> dict[str, list[dict[str, float]]]:
    """Return the body of a survey."""
    return {"birds": [bird.measurements for bird in birds]}


def right(answer: Streamed, birds: Sequence[Bird]) -> bool:
    """Tell whether a survey was answered whole and right."""
    expected = [{"bird": number, "species": bird.species} for number, bird in enumerate(birds)]
    try:
        found = [json.loads(line) for line in answer.lines if line.strip()]
        named = [{"bird": line["bird"], "species": line["species"]} for line in found]
    except (ValueError, TypeError, KeyError):
        return False
    return answer.status == 200 and answer.whole and named == expected


def complaint(stopped: Stopped, birds: Sequence[Bird], limit: float) -> tuple[str, str, str] | None:
    """Return what went wrong with the survey in flight and the end after it: summary, expected, seen."""
    answer, ended = stopped.answer, stopped.ended
    came = f"{len(answer.lines)} of {len(birds)} lines"
    if not right(answer, birds):
        what = f"The survey that is in flight when the signal comes is cut off: {came}."
        return what, "all lines of the survey, and then the container's end", f"{came}, and {how_it_ended(ended)}"
    if ended.exit_code or ended.killed or ended.seconds > limit + A_BIRD * len(birds):
        what = "The survey in flight is answered, but the container does not end well after it."
        return what, f"exit code 0 within {LIMIT:.0f} s of the last line", how_it_ended(ended)
    return None


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_answers(service: Service, sample: list[Bird]) -> None:
    """It names the species of penguins it has never seen, one by one and as a survey, line by line."""
    expect_predictions(service, sample)
    birds = sample[:6]
    request = Request("POST", "/survey", json.dumps(survey_of(birds)).encode())
    for _ in range(TRIES):
        answer = post_for_lines(service, "/survey", survey_of(birds))
        if not right(answer, birds):
            service.fail(
                "POST /survey does not answer as the given app does.",
                expected=f"status 200 and {len(birds)} lines, each a JSON object with a bird's number and its species",
                seen=f"status {answer.status}: {' '.join([*answer.lines, answer.broken])}",
                request=request,
            )
        first, last = answer.times[0], answer.times[-1]
        if last - first >= SEEN * A_BIRD * (len(birds) - 1):
            return
    service.fail(
        "The lines of POST /survey do not come a tenth of a second after each other.",
        expected="a line as soon as its bird is known, and the same time for each bird as in the given app",
        seen=f"{len(birds)} lines within {last - first:.2f} s, the first of them {first:.1f} s after the request",
        request=request,
    )


def check_stops(idle: Idle) -> None:
    """`docker stop` ends it within two seconds, with exit code 0."""
    service, ended = idle.service, idle.ended
    if wrong := bad_end(ended, idle.limit, soon=LIMIT):
        first = f"; process 1 is `{idle.first}`" if ended.killed and ended.seconds >= LIMIT else ""
        fail(service, wrong, f"exit code 0 within {LIMIT:.0f} s of the stop signal", how_it_ended(ended) + first)


def check_in_flight(busy: Busy, sample: list[Bird]) -> None:
    """The survey that is in flight when the signal comes is answered whole, and then it ends."""
    service, stopped, limit = busy
    if found := complaint(stopped, sample, limit):
        fail(service, *found)


def check_no_new(busy: Busy) -> None:
    """While it stops it takes no new requests."""
    service, stopped, _ = busy
    stopped.expect_asked()
    if stopped.taken:
        fail(
            service,
            f"While it stops it takes {len(stopped.taken)} of {stopped.asked} new requests.",
            "new requests that are refused, cut off, or answered 503",
            f"status {stopped.taken[0].status} for POST /predict, more than half a second after the signal",
        )


def check_reaped(idle: Idle) -> None:
    """Processes that have ended are reaped: no zombies."""
    if left := idle.left:
        fail(
            idle.service,
            f"{len(left)} processes that have ended are still there: nobody reaps them.",
            "no zombies: process 1 reaps every process that is left to it",
            f"{'; '.join(map(str, left))}; process 1 is `{idle.first}`",
            then="docker exec stop-11 sh -c '/bin/true & exec echo left'; "
            "docker exec stop-11 sh -c 'grep -h zombie /proc/[0-9]*/status'",
        )


def fail(service: Service, summary: str, expected: str, seen: str, then: str = "time docker stop stop-11") -> NoReturn:
    """Raise a Failure with a command that starts the container, does the same to it, and removes it."""
    run = service.reproduce(None).replace("docker run --rm", "docker run -d --name stop-11", 1)
    inspect = "docker inspect --format '{{.State.ExitCode}}' stop-11"
    by_hand = f"{run} && {then}; {inspect}; docker rm -f stop-11"
    raise Failure(summary, expected=expected, seen=seen, evidence=service.evidence(), reproduce=by_hand)
