"""12 clinic: six patients with one fault each, mended under the options that they are run with, and diagnosed."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from checker import (
    MODEL_FILE,
    Attempt,
    Bird,
    Failure,
    Field,
    Image,
    Mount,
    Service,
    Setting,
    Volume,
    expect_predictions,
    read_answers,
)

#: What each patient was brought in with.
FAULTS = {
    "anvers": "localhost",
    "biscoe": "missing-module",
    "doumer": "volume-owner",
    "dream": "out-of-memory",
    "torgersen": "interpreter-line",
    "wiencke": "health-check",
}

#: The words that a diagnosis may use: those above, and as many that are right for nobody.
WORDS = (
    "architecture",
    "environment",
    "health-check",
    "interpreter-line",
    "localhost",
    "missing-model",
    "missing-module",
    "out-of-memory",
    "read-only",
    "too-slow",
    "volume-owner",
    "wrong-port",
)

FORM = {name: {"fault": Field(str, words=WORDS), "evidence": Field(str, required=False)} for name in FAULTS}

#: The health check runs as it was written, but twice a second and from the start: nanoseconds.
OFTEN = {"interval": 500_000_000, "start_period": 1_000_000}

#: What a person types beside the port.
OPTIONS = {"doumer": "-v /data", "dream": "--memory 128m --memory-swap 128m", "wiencke": "--health-interval 0.5s"}

#: Valid JSON that is no model of penguins.
NO_MODEL = b'{"species": [], "features": []}'

#: The container of `wiencke` that is given it.
BROKEN = "wiencke with a broken model"

#: What a failed patient shows of its container: the rest would be the diagnosis.
SYMPTOMS = ("logs", "exit code", "build log", "reproduce")

#: A measurement in a line of the book: `40`, `40.0` and `40.00` are the same one.
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")

Made = TypeVar("Made")
Images = dict[str, Image | Failure]
Ward = dict[str, Service | Failure]


@pytest.fixture(scope="session")
def images(attempt: Attempt) -> Images:
    """Return each patient's image, or why it has none; they are built together."""
    return _together(FAULTS, lambda name: _image(attempt, name))


def _image(attempt: Attempt, name: str) -> Image:
    folder = attempt.folder / name
    if folder.is_symlink() or not folder.is_dir():
        raise Failure(
            f"There is no folder {name}.",
            expected=f"the patient in {attempt.shown(folder)}",
            seen=", ".join(sorted(item.name for item in attempt.folder.iterdir())),
            reproduce=f"docker build {attempt.shown(folder)}",
        )
    return Image.build(attempt, folder)


@pytest.fixture(scope="session")
def book(attempt: Attempt) -> Volume:
    """Return the volume that `doumer` keeps its sightings in."""
    return attempt.new_volume()


@pytest.fixture(scope="session")
def ward(attempt: Attempt, images: Images, book: Volume, docker_ip: str) -> Ward:
    """Return the running patients, or why they do not run; they are started together."""
    settings = ways_to_run(attempt.seed, book)

    def admit(name: str) -> Service:
        image = images[name.partition(" ")[0]]
        if isinstance(image, Failure):
            raise image
        return image.serve(docker_ip, settings[name])

    return _together(settings, admit)


def ways_to_run(seed: int, book: Volume) -> dict[str, Setting]:
    """Return the options of each patient's container, as the README has them."""
    model = f"/models/{seed}/model.json"
    return {
        "anvers": Setting(),
        "biscoe": Setting(),
        "doumer": Setting(mounts=(Mount(book, "/data"),), by_hand=OPTIONS["doumer"]),
        "dream": Setting(memory="128m", by_hand=OPTIONS["dream"]),
        "torgersen": Setting(),
        "wiencke": Setting(
            health=OFTEN,
            environment={"MODEL_PATH": model},
            files={model: MODEL_FILE.read_bytes()},
            by_hand=f"-e MODEL_PATH=/app/model.json {OPTIONS['wiencke']}",
        ),
        BROKEN: Setting(
            health=OFTEN,
            environment={"MODEL_PATH": model},
            files={model: NO_MODEL},
            by_hand=f"-e MODEL_PATH=/etc/hostname {OPTIONS['wiencke']}",
        ),
    }


def _together(names: Iterable[str], make: Callable[[str], Made]) -> dict[str, Made | Failure]:
    """Return what is made for each name, all at once; a failure takes the place of what could not be made."""

    def kept(name: str) -> Made | Failure:
        try:
            return make(name)
        except Failure as failure:
            return failure

    names = list(names)
    with ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(kept, names), strict=True))


def patient(ward: Ward, name: str) -> Service:
    """Return a patient's container. Raises the Failure that kept it from starting."""
    found = ward[name]
    if isinstance(found, Failure):
        raise symptom(name, found)
    if found.outcome.cannot:
        raise symptom(name, found.outcome.cannot)
    return found


def expect_serving(ward: Ward, name: str, sample: list[Bird]) -> Service:
    """Return a patient that answers from outside, rightly, and not as root. Raises its symptom otherwise."""
    service = patient(ward, name)
    try:
        expect_predictions(service, sample)
    except Failure as failure:
        raise symptom(name, failure) if service.outcome.answers else silence(name, service, failure) from None
    roots = [args for uid, args in service.processes() if uid == 0]
    if roots:
        raise Failure(
            f"{name} answers, and runs as root.",
            expected="a mended patient whose processes belong to a user other than uid 0, as they did before",
            seen="; ".join(roots),
            reproduce=f"{service.reproduce(None)} id",
        )
    return service


def symptom(name: str, failure: Failure) -> Failure:
    """Return a failure with no more of the container than its log and exit code: the cause is the learner's to find."""
    evidence = {title: text for title, text in failure.evidence.items() if title in SYMPTOMS}
    return Failure(f"{name}: {failure.summary}", expected=failure.expected, seen=failure.seen, evidence=evidence)


def silence(name: str, service: Service, failure: Failure) -> Failure:
    """Return the failure of a patient that gives no answer, and how to start it to look inside."""
    code = failure.evidence.get("exit code")
    evidence = {title: text for title, text in failure.evidence.items() if title in SYMPTOMS}
    evidence["reproduce"] = f"docker run -d --name {name} {service.reproduce(None).removeprefix('docker run --rm ')}"
    return Failure(
        f"{name} gives no answer.",
        expected="an HTTP answer on port 8000 from outside the container",
        seen=f"a container that has ended with exit code {code}" if code else "a container that runs, and no answer",
        evidence=evidence,
    )


def check_anvers(ward: Ward, sample: list[Bird]) -> None:
    """The patient from Anvers serves."""
    expect_serving(ward, "anvers", sample)


def check_biscoe(ward: Ward, sample: list[Bird]) -> None:
    """The patient from Biscoe serves."""
    expect_serving(ward, "biscoe", sample)


def check_doumer(ward: Ward, book: Volume, sample: list[Bird]) -> None:
    """The patient from Doumer serves, and keeps each sighting in its volume."""
    service = expect_serving(ward, "doumer", sample)
    files = book.files()
    lines = b"\n".join(files.values()).decode("utf-8", "replace").splitlines()
    missing = [bird for bird in sample if not any(tells_of(line, bird) for line in lines)]
    if missing:
        named = len(sample) - len(missing)
        service.fail(
            "doumer answers, and does not keep every sighting in its volume.",
            expected="a line in the volume for each bird, with its two measurements and its species",
            seen=f"{named} of {len(sample)} birds; the volume holds {', '.join(files) or 'no file'}",
        )


def tells_of(line: str, bird: Bird) -> bool:
    """Tell whether a line holds a bird's species and both of its measurements, however those are written."""
    return bird.species in line and {*bird.measurements.values()} <= {float(number) for number in _NUMBER.findall(line)}


def check_dream(ward: Ward, sample: list[Bird]) -> None:
    """The patient from Dream serves, within 128 MB of memory."""
    expect_serving(ward, "dream", sample)


def check_torgersen(ward: Ward, sample: list[Bird]) -> None:
    """The patient from Torgersen serves."""
    expect_serving(ward, "torgersen", sample)


def check_wiencke(images: Images, ward: Ward, sample: list[Bird]) -> None:
    """The patient from Wiencke serves, and its health check turns healthy."""
    service = expect_serving(ward, "wiencke", sample)
    image = images["wiencke"]
    if isinstance(image, Image) and (image.config.get("Healthcheck") or {}).get("Test") in (None, [], ["NONE"]):
        image.fail(
            "wiencke has no health check any more.",
            expected="a HEALTHCHECK instruction that asks in a way that can succeed",
            seen="no HEALTHCHECK",
        )
    try:
        service.expect_health("healthy")
    except Failure as failure:
        raise symptom("wiencke", unwell(service, failure)) from None


def unwell(service: Service, failure: Failure) -> Failure:
    """Return the failure of a patient that works and is not called healthy: what its check said is to be looked up."""
    return Failure(
        "it works, and the engine does not call it healthy.",
        expected="the health status healthy",
        seen=f"right answers, and the health status {service.container.state().health}",
        evidence=failure.evidence,
    )


def check_still_notices(ward: Ward) -> None:
    """The health check of the patient from Wiencke turns unhealthy when its model is broken."""
    patient(ward, BROKEN).expect_health("unhealthy")


@pytest.fixture(scope="session")
def diagnosis(attempt: Attempt) -> dict[str, dict[str, str]]:
    """Return what diagnosis.toml says: patient to the fields of its table. Raises Failure where it has another form."""
    return read_answers(attempt, "diagnosis.toml", FORM)


def check_diagnosis_read(diagnosis: dict[str, dict[str, str]]) -> None:
    """diagnosis.toml names a fault for each of the six patients."""


def check_diagnosis(attempt: Attempt, diagnosis: dict[str, dict[str, str]]) -> None:
    """Each patient's fault is the one that it was brought in with."""
    named = {name: str(diagnosis[name]["fault"]) for name in FAULTS}
    wrong = [name for name, fault in FAULTS.items() if named[name] != fault]
    if wrong:
        count = "1 of the 6 faults is" if len(wrong) == 1 else f"{len(wrong)} of the 6 faults are"
        name, folder = wrong[0], attempt.shown(attempt.folder / wrong[0])
        words = ["docker run -d --name", name, "-p 8000:8000", OPTIONS.get(name, ""), f"$(docker build -q {folder})"]
        raise Failure(
            f"{count} not named rightly: {', '.join(wrong)}.",
            expected="for each patient the word that fits what the engine tells about it",
            seen="; ".join(f"{name} does not suffer from {named[name]}" for name in wrong),
            reproduce=" ".join(filter(None, words)),
        )
