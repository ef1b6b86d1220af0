"""09 configure: one image for many stations; port, log level and model come from the environment."""

import json
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from checker import (
    MODEL_FILES,
    Attempt,
    Bird,
    Image,
    Mount,
    Service,
    Setting,
    Volume,
    clean,
    expect_predictions,
    logs_once,
    sample,
)

#: Where the volume with the stations' models is mounted.
MODELS = "/models"

#: The same for a person: version 2 lies in the exercise's folder.
BY_HAND = "-v ./exercises/09-configure/models:/models:ro"

VARIABLES = ("PORT", "LOG_LEVEL", "MODEL_PATH", "MODEL_VERSION")

#: How a line tells its level: in capitals, or all in small letters.
LEVELS = {
    "DEBUG": re.compile(r"\b(?:DEBUG|debug)\b"),
    "INFO": re.compile(r"\b(?:INFO|info)\b"),
    "WARNING": re.compile(r"\b(?:WARN(?:ING)?|warn(?:ing)?)\b"),
}

#: Files that are no models: the first begins as joblib's do, the second is JSON without a model in it.
NO_MODELS = {"model.joblib": b"\x80\x04\x95\xff\xfe pickled", "birds.json": b'{"birds": []}'}

#: Containers that are started at a time: more of them on a few cores come late, all of them.
AT_ONCE = 3

NO_BIRD = b"{bill_length_mm: 39.1"

Fleet = dict[str, Service]


@dataclass(frozen=True)
class Station:
    """A deployment of its own: its settings, its model and birds that it has never seen."""

    port: int
    log_level: str
    version: str
    model: bytes
    birds: list[Bird]

    @property
    def path(self) -> str:
        """Where its model is mounted."""
        return f"{MODELS}/penguins-{self.version}.json"

    @property
    def environment(self) -> dict[str, str]:
        """All that it sets."""
        return {
            "PORT": str(self.port),
            "LOG_LEVEL": self.log_level,
            "MODEL_PATH": self.path,
            "MODEL_VERSION": self.version,
        }


@pytest.fixture(scope="session")
def stations(attempt: Attempt) -> list[Station]:
    """Return three stations: one with the course's version 2, two with models that nobody has seen."""
    rng = random.Random(attempt.seed)  # noqa: S311  (a draw that can be replayed, not a secret)
    ports = rng.sample(range(9001, 30000), 3)
    known = Station(ports[0], "Warning", "2", MODEL_FILES["2"].read_bytes(), sample(attempt.seed, 6, "2"))
    others = [
        unseen(attempt.seed, port, level, base, f"{base}.{rng.randrange(10, 99)}-{name}")
        for port, level, base, name in zip(ports[1:], ("DEBUG", "error"), ("1", "2"), ("dream", "biscoe"), strict=True)
    ]
    return [known, *others]


def unseen(seed: int, port: int, level: str, base: str, version: str) -> Station:
    """Return a station whose model knows the species of version `base` by each other's names."""
    model = json.loads(MODEL_FILES[base].read_text(encoding="utf-8"))
    species = model["species"]
    turned = dict(zip(species, species[1:] + species[:1], strict=True))
    birds = [Bird(bird.measurements, turned[bird.species]) for bird in sample(seed, 6, base)]
    changed = model | {"version": version, "species": list(turned.values())}
    return Station(port, level, version, json.dumps(changed, indent=1).encode(), birds)


@pytest.fixture(scope="session")
def models(attempt: Attempt, stations: list[Station]) -> Mount:
    """Return the volume with the stations' models, and with files that are none, as it is mounted."""
    volume: Volume = attempt.new_volume()
    files = {station.path.removeprefix(f"{MODELS}/"): station.model for station in stations}
    for name, contents in (files | NO_MODELS).items():
        volume.write(name, contents)
    return Mount(volume, MODELS, read_only=True)


@pytest.fixture(scope="session")
def fleet(image: Image, stations: list[Station], models: Mount, docker_ip: str) -> Fleet:
    """Return the image's containers, started together: as it is, with empty variables, with one variable each."""
    port, unseen = stations[0].port, stations[1]
    settings = {
        "plain": Setting(),
        "empty": with_variables(dict.fromkeys(VARIABLES, "")),
        "port": with_variables({"PORT": str(port)}, port),
        "debug": with_variables({"LOG_LEVEL": "DEBUG"}),
        "warning": with_variables({"LOG_LEVEL": "Warning"}),
        "error": with_variables({"LOG_LEVEL": "error"}),
        "model": with_variables({"MODEL_PATH": unseen.path}, mount=models),
    }
    return dict(zip(settings, started(image, docker_ip, list(settings.values())), strict=True))


def with_variables(environment: Mapping[str, str], port: int = 8000, mount: Mount | None = None) -> Setting:
    """Return how a container is run with these variables; a person has the model of version 2 in the folder."""
    shown = [f"-e {name}={_by_hand(name, value)}" for name, value in environment.items()]
    return Setting(
        port=port,
        environment=environment,
        mounts=(mount,) if mount else (),
        by_hand=" ".join([*([BY_HAND] if mount else []), *shown]),
    )


def _by_hand(name: str, value: str) -> str:
    return f"{MODELS}/model_v2.json" if name == "MODEL_PATH" and "/penguins-" in value else value


def started(image: Image, host: str, settings: Sequence[Setting]) -> list[Service]:
    """Return containers that were started together."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda setting: image.serve(host, setting), settings))


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_defaults(fleet: Fleet, sample: list[Bird]) -> None:
    """Without any variable, it answers on port 8000 with the model of version 1."""
    expect_healthy_predictions(fleet["plain"], sample, "1")


def expect_healthy_predictions(service: Service, birds: Sequence[Bird], version: str) -> None:
    """Raise a Failure unless a service is well and answers as its model does."""
    service.expect_answering().get("/health").expect(200, json={"status": "ok"})
    expect_predictions(service, birds, version)


def check_empty(fleet: Fleet, sample: list[Bird]) -> None:
    """A variable that is set to nothing counts as not set."""
    expect_healthy_predictions(fleet["empty"], sample, "1")


def check_port(fleet: Fleet, sample: list[Bird]) -> None:
    """PORT says on which port it listens."""
    expect_healthy_predictions(fleet["port"], sample, "1")


def check_log_level(fleet: Fleet, sample: list[Bird]) -> None:
    """LOG_LEVEL says from which level on lines are printed."""
    expect_debug(fleet["debug"], sample)
    expect_lines(fleet["plain"], sample, "no LOG_LEVEL, which means info,", least="INFO", hidden=("DEBUG",))
    expect_lines(fleet["warning"], sample, "LOG_LEVEL=Warning", least="WARNING", hidden=("DEBUG", "INFO"))
    expect_lines(fleet["error"], sample, "LOG_LEVEL=error", least="", hidden=("DEBUG", "INFO", "WARNING"))


def lines(text: str, level: str) -> list[str]:
    """Return the lines of a level; the word may be in colour."""
    return [line for line in clean(text).splitlines() if LEVELS[level].search(line)]


def expect_debug(service: Service, birds: Sequence[Bird]) -> None:
    """Raise a Failure unless each prediction leaves a line of level DEBUG with the species in it."""
    expect_predictions(service, birds)
    wanted = Counter(bird.species for bird in birds)

    def told(text: str) -> Counter[str]:
        return Counter(species for line in lines(text, "DEBUG") for species in wanted if species in line)

    found = told(logs_once(service, lambda text: told(text) >= wanted))
    if missing := wanted - found:
        species, times = missing.most_common(1)[0]
        service.fail(
            f"At LOG_LEVEL=DEBUG, {times} predictions of {species} left no line of level DEBUG with that word in it.",
            expected="for each prediction a line with the word DEBUG and the species",
            seen=f"{len(lines(service.logs(), 'DEBUG'))} lines with the word DEBUG, {found.total()} with a species",
        )


def expect_lines(service: Service, birds: Sequence[Bird], told: str, least: str, hidden: Sequence[str]) -> None:
    """Raise a Failure unless a container prints lines of the lowest level that is asked for, and none below it."""
    expect_predictions(service, birds)
    service.post("/predict", body=NO_BIRD).expect_refusal()
    text = logs_once(service, lambda text: not least or bool(lines(text, least)))
    for level in hidden:
        if found := lines(text, level):
            service.fail(
                f"With {told} a line of level {level} is printed.",
                expected=f"no line with the word {level}: neither of the app nor of its server",
                seen=found[0],
            )
    if least and not lines(text, least):
        why = "at the start" if least == "INFO" else "for a refused request"
        service.fail(
            f"With {told} no line of level {least} is printed.",
            expected=f"a line with the word {least} {why}",
            seen=f"{len(text.splitlines())} lines without it",
        )


def check_model(fleet: Fleet, stations: list[Station]) -> None:
    """MODEL_PATH says which model is served; its version comes from the file."""
    expect_healthy_predictions(fleet["model"], stations[1].birds, stations[1].version)


def check_deployments(image: Image, stations: list[Station], models: Mount, docker_ip: str) -> None:
    """Three stations run side by side from the one image, with all four variables set."""
    settings = [with_variables(one.environment, one.port, models) for one in stations]
    for service, one in zip(started(image, docker_ip, settings), stations, strict=True):
        expect_healthy_predictions(service, one.birds, one.version)


def check_refuses_port(image: Image, docker_ip: str) -> None:
    """With a PORT that is none, it does not start, and says so."""
    expect_refused(image, docker_ip, "PORT", [with_variables({"PORT": value}) for value in ("eighty", "0", "99999")])


def check_refuses_log_level(image: Image, docker_ip: str) -> None:
    """With a LOG_LEVEL that is none, it does not start, and says so."""
    expect_refused(image, docker_ip, "LOG_LEVEL", [with_variables({"LOG_LEVEL": value}) for value in ("loud", "10")])


def check_refuses_model_path(image: Image, models: Mount, docker_ip: str) -> None:
    """With a MODEL_PATH at which there is no model, it does not start, and says so."""
    paths = [f"{MODELS}/nothing.json", MODELS, *(f"{MODELS}/{name}" for name in NO_MODELS)]
    expect_refused(
        image, docker_ip, "MODEL_PATH", [with_variables({"MODEL_PATH": path}, mount=models) for path in paths]
    )


def check_refuses_model_version(image: Image, stations: list[Station], models: Mount, docker_ip: str) -> None:
    """With a MODEL_VERSION other than the model's, it does not start, and says so."""
    close = with_variables({"MODEL_PATH": stations[2].path, "MODEL_VERSION": "2"}, mount=models)
    expect_refused(image, docker_ip, "MODEL_VERSION", [with_variables({"MODEL_VERSION": "2"}), close])


def expect_refused(image: Image, host: str, name: str, settings: Sequence[Setting]) -> None:
    """Raise a Failure unless each of these containers ends by itself, not with 0, and with a line that says why."""
    for service, setting in zip(started(image, host, settings), settings, strict=True):
        value, outcome = setting.environment[name], service.outcome
        if not (outcome.ended or outcome.answers or outcome.listens):
            # It may have been on its way, on a machine that is busy: it gets its time once more.
            service = image.serve(host, setting)  # noqa: PLW2901  (the one that is judged)
            outcome = service.outcome
        if not outcome.ended:
            how = "answers" if outcome.answers else "keeps running"
            service.fail(
                f"With {name}={value} the service {how}.",
                expected=f"a container that ends by itself, with a message that names {name}",
                seen="a container that runs",
            )
        state = service.container.state()
        if state.exit_code == 0:
            service.fail(
                f"With {name}={value} the container ends with exit code 0, which means that all went well.",
                expected="another exit code than 0",
                seen="exit code 0",
            )
        telling = re.compile(rf"(?=.*(?<!\w){name}(?!\w)).*(?<!\w){re.escape(value)}(?!\w)")
        if not telling.search(clean(service.logs())):
            service.fail(
                f"With {name}={value} the container ends, and no line names {name} and its value.",
                expected=f"a line that holds {name} and {value}",
                seen=service.logs().strip().rpartition("\n")[2] or "no output",
            )
