"""10 persist: feedback outlives its container, survives a crash and an update, and nothing else can be written."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import pytest

from checker import Attempt, Bird, Failure, Image, Mount, Service, Setting, expect_predictions, writable_paths

#: Where the feedback's volume is mounted, and what FEEDBACK_DIR says where it says something.
DATA = "/data"
ELSEWHERE = "/station/notes"

BY_HAND = "-v penguin-feedback:/data"

#: Containers that are started at a time: more of them on a few cores come late, all of them.
AT_ONCE = 3

#: Seconds that a container has to end after `docker stop`; then it is ended.
GRACE = 3

#: How many write at once to each of two containers, and how many entries each of them sends.
WRITERS = 4
ENTRIES = 8

#: Where an image may let its user write: what lies there is gone with the container.
PASSING = ("/tmp", "/var/tmp", "/run", "/dev", "/proc", "/sys")  # noqa: S108  (folders in the image)

BAD_FEEDBACK = (
    b"{band: B-1",
    b'{"band": "B-1", "bill_length_mm": 39.1, "bill_depth_mm": 18.7}',
    b'{"band": "B-1", "bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species_seen": "Emperor"}',
    b'{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "species_seen": "Gentoo"}',
    b'{"band": "B-1", "bill_length_mm": 39.1, "species_seen": "Gentoo"}',
    b'{"band": "B-1", "bill_depth_mm": 18.7, "species_seen": "Gentoo"}',
)

Entry = dict[str, Any]
Fleet = dict[str, Service]
Another = Callable[[str], Service]


@pytest.fixture(scope="session")
def entries(attempt: Attempt, sample: list[Bird]) -> list[Entry]:
    """Return feedback on bands that the seed draws; one of the birds is reported twice."""
    found = entries_of(f"R{attempt.seed % 9000 + 1000}", sample)
    return [*found, found[0]]


def entries_of(station: str, birds: Sequence[Bird]) -> list[Entry]:
    """Return what people say of these birds; on every third of them they contradict the model."""
    return [
        {
            "band": f"{station}-{number}",
            **bird.measurements,
            "species_seen": bird.species if number % 3 else "Gentoo",
        }
        for number, bird in enumerate(birds)
    ]


@pytest.fixture(scope="session")
def volumes(attempt: Attempt) -> dict[str, Mount]:
    """Return the fresh volumes, as they are mounted."""
    names = ("first", "crash", "update", "sealed", "elsewhere")
    return {name: Mount(attempt.new_volume(), DATA) for name in names}


@pytest.fixture(scope="session")
def fleet(image: Image, volumes: dict[str, Mount], docker_ip: str) -> Fleet:
    """Return the image's containers, started together."""
    settings = {
        "first": Setting(mounts=(volumes["first"],), by_hand=BY_HAND),
        "crash": Setting(mounts=(volumes["crash"],), by_hand=BY_HAND),
        "old": Setting(mounts=(volumes["update"],), by_hand=BY_HAND),
        "sealed": Setting(
            mounts=(volumes["sealed"],),
            read_only=True,
            tmpfs=("/tmp",),  # noqa: S108  (theirs)
            by_hand=f"--read-only --tmpfs /tmp {BY_HAND}",
        ),
        "elsewhere": Setting(
            mounts=(volumes["elsewhere"],),
            environment={"FEEDBACK_DIR": ELSEWHERE},
            tmpfs=(ELSEWHERE,),
            by_hand=f"-e FEEDBACK_DIR={ELSEWHERE} --tmpfs {ELSEWHERE} {BY_HAND}",
        ),
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        started = pool.map(lambda setting: image.serve(docker_ip, setting), settings.values())
        return dict(zip(settings, started, strict=True))


@pytest.fixture(scope="session")
def another(image: Image, volumes: dict[str, Mount], docker_ip: str) -> Another:
    """Return what starts another container with a volume that one has used."""
    return lambda name: image.serve(docker_ip, Setting(mounts=(volumes[name],), by_hand=BY_HAND))


def send(service: Service, entries: Sequence[Entry]) -> list[Entry]:
    """Send feedback, one after the other, and return it, as often as it was sent.

    Raises Failure where one is not answered with 201 and the same object.
    """
    sent: list[Entry] = []
    for entry in entries:
        answer = service.post("/feedback", json=entry).expect(201, json=entry)
        sent += [entry] * answer.times
    return sent


def send_in_a_crowd(service: Service, entries: Sequence[Entry]) -> list[Entry]:
    """Send feedback while others do, and return what was answered with 201. Raises Failure at any other answer.

    On a busy machine a writer may wait for its turn too long for us: what was not answered was not promised.
    """
    promised: list[Entry] = []
    for number, entry in enumerate(entries):
        try:
            answer = service.post("/feedback", json=entry)
        except Failure:
            if number + 1 - len(promised) > len(entries) // 2:
                raise
            continue
        answer.expect(201, json={"band": entry["band"]})
        promised.append(entry)
    return promised


def kept(service: Service) -> list[Entry]:
    """Return what `GET /feedback` lists."""
    answer = service.expect_answering().get("/feedback").expect(200)
    found = answer.json()
    listed = found.get("feedback") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        service.fail(
            "GET /feedback does not answer with a list of entries.",
            expected='{"feedback": [...]} with an object for each entry',
            seen=str(answer.reply),
            request=answer.request,
        )
    return listed


def fields(entry: Entry) -> Entry:
    """Return what the contract says of an entry, without what else a service may add."""
    return {name: entry.get(name) for name in ("band", "bill_length_mm", "bill_depth_mm", "species_seen")}


def expect_kept(service: Service, entries: Sequence[Entry], after: str) -> None:
    """Raise a Failure unless a service lists each of these entries, as often as it was sent."""
    listed = [fields(one) for one in kept(service)]
    missing = []
    for entry in entries:
        if entry in listed:
            listed.remove(entry)
        else:
            missing.append(entry)
    if missing:
        service.fail(
            f"{len(missing)} of {len(entries)} entries are not listed {after}.",
            expected=f"every entry that was answered with 201, {after}",
            seen=f"without {missing[0]}",
            request=service.get("/feedback").request,
        )


def expect_no_more(service: Service, sent: Sequence[Entry]) -> None:
    """Raise a Failure where a service lists what it refused, or an entry more often than it was sent."""
    left = list(sent)
    for one in map(fields, kept(service)):
        if one in left:
            left.remove(one)
            continue
        again = one in sent
        service.fail(
            "An entry is listed more often than it was sent." if again else "An entry is listed that was refused.",
            expected="each entry as often as it was sent" if again else "nothing kept of what is answered with 4xx",
            seen=str(one),
        )


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(fleet: Fleet, sample: list[Bird]) -> None:
    """The service names the species of penguins it has never seen."""
    expect_predictions(fleet["first"], sample)


def check_feedback(fleet: Fleet, entries: list[Entry]) -> None:
    """Feedback is taken on a fresh named volume, listed, and refused where it is wrong."""
    service = fleet["first"]
    if before := kept(service):
        service.fail(
            "A fresh volume holds feedback already.",
            expected="an empty list from a container with a fresh volume",
            seen=f"{len(before)} entries, such as {before[0]}",
        )
    sent = send(service, entries)
    for body in BAD_FEEDBACK:
        service.post("/feedback", body=body).expect_refusal()
    expect_kept(service, entries, "after they were sent")
    expect_no_more(service, sent)


def check_survives(fleet: Fleet, another: Another, entries: list[Entry]) -> None:
    """After the container was stopped, removed and replaced, the feedback is there."""
    service = fleet["first"]
    service.stop(GRACE)
    service.remove()
    expect_kept(another("first"), entries, "after the container was replaced")


def check_durable(fleet: Fleet, another: Another, entries: list[Entry]) -> None:
    """What was answered with 201 is there after a crash in the same moment."""
    service = fleet["crash"]
    service.expect_answering()
    send(service, entries)
    service.signal("KILL")
    expect_kept(another("crash"), entries, "after the container was killed")


def check_together(attempt: Attempt, fleet: Fleet, another: Another, sample: list[Bird]) -> None:
    """Two containers that share the volume during an update lose nothing."""
    services = {"O": fleet["old"].expect_answering(), "N": another("update").expect_answering()}
    birds = [sample[number % len(sample)] for number in range(ENTRIES)]
    # The old one has been at work for a while when the new one comes: what is made once for a volume has been made.
    alone = [send(service, entries_of(f"{name}-{attempt.seed}", birds[:1])) for name, service in services.items()]
    writers = [
        (service, entries_of(f"{name}{writer}-{attempt.seed}", birds))
        for name, service in services.items()
        for writer in range(WRITERS)
    ]
    with ThreadPoolExecutor(len(writers)) as pool:
        sent = list(chain(*alone, *pool.map(lambda writer: send_in_a_crowd(*writer), writers)))
    for service in services.values():
        expect_kept(service, sent, f"after two containers took {len(sent)} at the same time")


def check_non_root(image: Image, fleet: Fleet) -> None:
    """It runs as a user who is not root, from its first process on."""
    user = str(image.config.get("User") or "")
    if user.partition(":")[0] in ("", "0", "root"):
        image.fail(
            "The image starts as root.",
            expected="USER with somebody else: no step at the start needs root",
            seen=f"USER {user}" if user else "no USER",
            by_hand="docker image inspect --format '{{.Config.User}}'",
        )
    service = fleet["old"].expect_running()
    if roots := [args for uid, args in service.processes() if uid == 0]:
        service.fail("A process runs as root.", expected="no process with uid 0", seen="; ".join(roots))


def check_read_only(fleet: Fleet, sample: list[Bird], entries: list[Entry]) -> None:
    """It works with a read-only root file system."""
    service = fleet["sealed"]
    expect_predictions(service, sample)
    send(service, entries)
    expect_kept(service, entries, "with a read-only root file system")


def check_nothing_else(image: Image) -> None:
    """Nothing else in the image can be written by its user, and nothing by everyone."""
    found = writable_paths(image)
    theirs = [path for path in found.by_its_user if not below(path, (*PASSING, DATA))]
    anyone = [path for path in found.by_everyone if not below(path, PASSING)]
    if paths := theirs or anyone:
        who = "The image's user" if theirs else "Everyone"
        more = f" and {len(paths) - 20} more" if len(paths) > 20 else ""
        raise Failure(
            f"{who} may write to {paths[0]} in the image.",
            expected=f"{DATA} as the only place where the image's user may write, and nobody else there",
            seen=", ".join(paths[:20]) + more,
            reproduce=f"docker run --rm --entrypoint find $({image.by_hand}) / -xdev -writable -not -type l",
        )


def below(path: str, places: Sequence[str]) -> bool:
    """Tell whether a path is one of these places, or lies in one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def check_place(fleet: Fleet, volumes: dict[str, Mount], entries: list[Entry]) -> None:
    """FEEDBACK_DIR says where the feedback is kept."""
    service = fleet["elsewhere"]
    service.expect_answering()
    send(service, entries)
    expect_kept(service, entries, f"with FEEDBACK_DIR={ELSEWHERE}")
    band = entries[0]["band"].encode()
    if here := [name for name, contents in volumes["elsewhere"].volume.files().items() if band in contents]:
        service.fail(
            f"With FEEDBACK_DIR={ELSEWHERE} the feedback is in {DATA}/{here[0]}.",
            expected=f"feedback in {ELSEWHERE}, and none in {DATA}",
            seen=f"a band of the feedback in {DATA}/{here[0]}",
        )
