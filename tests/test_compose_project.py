"""The allow-list: what may stand in a compose file is understood as Compose does, the rest is refused with a reason."""

from pathlib import Path

import pytest

from checker.compose import images, project
from checker.compose import service as services
from checker.compose.problem import Problem
from checker.compose.refusals import BUILD, FILE, NETWORK, SERVICE, TOP, VOLUME, Reason
from tests.compose import STACK, indented, lay_out, problem, read, service

#: Every place of the file with the keys that it refuses, and the lines around a key.
REFUSED = [
    pytest.param(around, prefix, key, reason, id=f"{prefix or 'top'}-{key}")
    for around, prefix, reasons in (
        (STACK + "{}: x\n", "", TOP),
        (STACK + "    {}: x\n", "services.model.", SERVICE),
        ("services:\n  model:\n    build:\n      {}: x\n", "services.model.build.", BUILD),
        (STACK + "networks:\n  one:\n    {}: x\n", "networks.one.", NETWORK),
        (STACK + "volumes:\n  one:\n    {}: x\n", "volumes.one.", VOLUME),
        (STACK + "configs:\n  one:\n    {}: x\n", "configs.one.", FILE),
        (STACK + "secrets:\n  one:\n    {}: x\n", "secrets.one.", FILE),
    )
    for key, reason in reasons.items()
]


@pytest.mark.parametrize(("around", "prefix", "key", "reason"), REFUSED)
def test_a_refused_key_is_named_with_its_reason(
    around: str, prefix: str, key: str, reason: Reason, tmp_path: Path
) -> None:
    """The path of the key, its line, why, and what to write instead."""
    found = problem(tmp_path, around.replace("{}", key))
    assert found.place == f"{prefix}{key}"
    assert around.replace("{}", key).split("\n")[found.line - 1].strip().startswith(f"{key}:")
    assert reason.why in found.why
    assert found.instead == reason.instead
    assert f"compose.yaml, line {found.line}: `{prefix}{key}`: not allowed here: " in found.summary("compose.yaml")


def test_no_key_is_both_allowed_and_refused() -> None:
    """A reason that nobody ever reads would be one."""
    # The tables are private: whoever reads a file asks for its meaning, this test alone for the words.
    allowed = {*services._KEYS, *services.IGNORED, "build", "image", "volumes", "environment"}  # noqa: SLF001
    assert not allowed & {*SERVICE}
    assert not {*images._BUILD_KEYS} & {*BUILD}  # noqa: SLF001


@pytest.mark.parametrize(
    ("lines", "place", "instead"),
    [
        ("port: ['8000:8000']", "services.model.port", "`ports`"),
        ("enviroment: {A: b}", "services.model.enviroment", "`environment`"),
        ("dependson: [x]", "services.model.dependson", "`depends_on`"),
        ("banana: 1", "services.model.banana", "one of "),
        ("healthcheck: {tests: x}", "services.model.healthcheck.tests", "`test`"),
    ],
)
def test_a_typing_error_names_the_key_that_is_meant(lines: str, place: str, instead: str, tmp_path: Path) -> None:
    """Compose would only say that the property is not allowed."""
    found = problem(tmp_path, STACK + indented(lines))
    assert (found.place, found.why) == (place, "Compose knows no such key here")
    assert found.instead.startswith(instead)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("ports: ['abc']", "no published port"),
        ("ports: ['8000:80000']", "1 to 65535"),
        ("ports: ['8000-9000:8000-9000']", "more than"),
        ("ports: 8000", "a list of ports belongs here"),
        ("ports: [{published: 8000}]", "container's port is missing"),
        ("environment: [A B=c]", "no `NAME=value`"),
        ("environment: text", "belongs here"),
        ("depends_on: {redis: {condition: healthy}}", "no condition"),
        ("depends_on: [database]", "no service that `up` starts"),
        ("healthcheck: {test: [redis-cli, ping]}", "begins with one of"),
        ("healthcheck: {test: [CMD-SHELL, redis-cli, ping]}", "one line, not by words"),
        ("healthcheck: {test: x, interval: 5}", "a duration belongs here"),
        ("healthcheck: {test: x, interval: often}", "a duration belongs here"),
        ("healthcheck: {disable: maybe}", "true or false"),
        ("restart: sometimes", "no restart policy"),
        ("security_opt: [seccomp:unconfined]", "lifts a fence"),
        ("security_opt: [apparmor=unconfined]", "lifts a fence"),
        ("deploy: {replicas: 50}", "a number belongs here"),
        ("deploy: {resources: {reservations: {devices: [{driver: nvidia}]}}}", "a device of this machine"),
        ("scale: many", "a number belongs here"),
        ("cpus: all", "a number belongs here"),
        ("deploy: {resources: {limits: {cpus: all}}}", "a number belongs here"),
        ("deploy: {resources: {limits: {memory: much}}}", "a size belongs here"),
        ("mem_limit: much", "a size belongs here"),
        ("networks: [backend]", "no network `backend` is declared"),
        ("networks: {default: {ipv4_address: 172.16.0.5}}", "not allowed here"),
        ("links: [database]", "no service of this file"),
        ("volumes: ['data:/data']", "no volume `data` is declared"),
        ("volumes: ['data/redis:/data']", "no name of a volume"),
        ("volumes: ['/data/x:relative']", "a path of the machine"),
        ("volumes: [{type: npipe, source: x, target: /y}]", "reaches the machine"),
        ("volumes: [{type: volume}]", "path in the container is missing"),
        ("configs: [nothing]", "nothing is declared as `nothing`"),
        ("secrets: [{target: x}]", "the name is missing"),
        ("env_file: nowhere.env", "there is no file `nowhere.env`"),
        ("env_file: [{required: true}]", "the path is missing"),
        ("command: {a: b}", "a text belongs here"),
        ("user: [a]", "a text belongs here"),
        ("build: nowhere", "there is no folder"),
        ("build: {dockerfile: Nofile}", "there is no file"),
        ("build: {args: 5}", "belongs here"),
        ("image: Not A Name", "no name of an image"),
        ("image: sha256:0123456789ab", "the id of an image"),
        ("environment: {A: '${B:?say B}'}", "say B"),
    ],
)
def test_what_cannot_be_read_says_why(lines: str, why: str, tmp_path: Path) -> None:
    """Before anything is built or started, with the place in the file."""
    base = STACK if not lines.startswith("image") else "services:\n  model:\n"
    found = problem(tmp_path, base + indented(lines))
    assert why in found.why
    assert found.place.startswith("services.model")
    assert found.instead


@pytest.mark.parametrize(
    "text", ["services: {}\n", "services:\n", "version: '3'\n", "x-a: 1\n", "services: [a]\n", "a\n"]
)
def test_a_file_without_services_is_refused(text: str, tmp_path: Path) -> None:
    """There is nothing to start."""
    assert "belong" in (found := problem(tmp_path, text)).why or "no services" in found.why


@pytest.mark.parametrize(
    "text", ["services:\n  model:\n", "services:\n  model: {command: x}\n", "services: {model: x}\n"]
)
def test_a_service_needs_an_image(text: str, tmp_path: Path) -> None:
    """Its name alone is not enough."""
    assert problem(tmp_path, text).place == "services.model"


def test_what_is_old_or_a_remark_counts_nothing(tmp_path: Path) -> None:
    """`version` is obsolete, `name` is ours to choose, `x-` keys are remarks, at every level."""
    found = read(tmp_path, "version: '3.8'\nname: mine\nx-a: {b: [c]}\n" + STACK + "    x-why: because\n")
    assert list(found.services) == ["model"]
    assert found.notes == ("`version` at the top is obsolete: Compose ignores it",)


def test_a_variable_without_a_value_is_a_remark(tmp_path: Path) -> None:
    """As Compose warns, and goes on with an empty text."""
    found = read(tmp_path, STACK + "    environment: {A: '<${NOBODY}>'}\n")
    assert found.services["model"].contents["environment"] == {"A": "<>"}
    assert found.notes == ("the variable NOBODY has no value: an empty text takes its place",)


def test_a_name_alone_takes_its_value_from_the_settings(tmp_path: Path) -> None:
    """`- NAME` and `NAME:` pass a variable on; one without a value is not passed."""
    files = {".env": "A=1\n"}
    assert service(tmp_path, "environment: [A, B]", files)["environment"] == {"A": "1"}
    assert service(tmp_path, "environment: {A: , B: , C: true, D: 5}", files)["environment"] == {
        "A": "1", "C": "true", "D": "5",
    }  # fmt: skip


def test_environment_wins_over_files_of_settings_and_later_files_over_earlier_ones(tmp_path: Path) -> None:
    """Compose's order."""
    lines = "env_file: [one.env, {path: two.env}, {path: three.env, required: false}]\nenvironment: {C: here}"
    files = {"one.env": "A=1\nB=1\nC=1\n", "two.env": "B=2\n"}
    assert service(tmp_path, lines, files)["environment"] == {"A": "1", "B": "2", "C": "here"}


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("cpus: 0.5", {"cpus": 0.5}),
        ("cpus: '1.5'", {"cpus": 1.5}),
        ("cpu_period: 50000\ncpu_quota: 20000", {"cpu_period": 50000, "cpu_quota": 20000}),
        ("deploy: {resources: {limits: {cpus: '0.25', memory: 64M}}}", {"cpus": 0.25, "mem_limit": 64 * 2**20}),
        ("deploy: {resources: {limits: {memory: 64G}}}", {"mem_limit": 2**30, "memswap_limit": 2**30}),
        ("deploy: {replicas: 3, resources: {limits: {pids: 5}}}", {"scale": 3, "pids_limit": 512}),
        ("mem_limit: 64m", {"mem_limit": 64 * 2**20, "memswap_limit": 64 * 2**20}),
        ("deploy: {resources: {reservations: {cpus: '0.25', memory: 64M}}}", {"mem_limit": 2**30}),
    ],
)
def test_limits_are_kept(lines: str, kept: dict[str, object], tmp_path: Path) -> None:
    """In the short form and in that of clusters; memory is never more than ours, and a reservation is no limit."""
    found = service(tmp_path, lines)
    assert found | kept == found
    assert "cpus" in kept or "cpus" not in found


def test_services_of_a_profile_are_not_started(tmp_path: Path) -> None:
    """Unless .env names the profile."""
    text = STACK + "  debug:\n    image: redis:8\n    profiles: [debug]\n"
    assert list(read(tmp_path, text).services) == ["model"]
    assert list(read(tmp_path, text, {".env": "COMPOSE_PROFILES=debug,x\n"}).services) == ["model", "debug"]
    assert list(read(tmp_path, text, {".env": "COMPOSE_PROFILES=*\n"}).services) == ["model", "debug"]


def test_whoever_needs_a_service_of_a_profile_is_told(tmp_path: Path) -> None:
    """Plain `up` would refuse to start."""
    text = STACK + "    depends_on: [debug]\n  debug:\n    image: redis:8\n    profiles: [debug]\n"
    assert "no service that `up` starts" in problem(tmp_path, text).why
    optional = text.replace("[debug]\n  debug", "{debug: {condition: service_started, required: false}}\n  debug")
    assert read(tmp_path, optional).services["model"].depends_on == {}


def test_health_checks_are_hurried(tmp_path: Path) -> None:
    """Ours is the timing, theirs is the question."""
    lines = "healthcheck: {test: [CMD, x], interval: 30s, timeout: 1m, retries: 3, start_period: 1m30s}"
    assert service(tmp_path, lines)["healthcheck"] == {
        "test": ["CMD", "x"], "interval": "1s", "timeout": "5s", "retries": 10, "start_period": "0s",
    }  # fmt: skip
    assert service(tmp_path, "healthcheck: {disable: true}")["healthcheck"] == {"disable": True}


def test_a_file_of_the_folder_may_be_mounted(tmp_path: Path) -> None:
    """Its text goes in; nothing of the machine is shared."""
    text = STACK + "    volumes: ['./redis.conf:/etc/redis.conf:ro', {type: bind, source: redis.conf, target: /x}]\n"
    found = read(tmp_path, text, {"redis.conf": "save ''\n"})
    assert found.texts == {"file-0": "save ''\n"}
    assert found.services["model"].contents["configs"] == [
        {"source": "file-0", "target": "/etc/redis.conf"}, {"source": "file-0", "target": "/x"},
    ]  # fmt: skip
    assert found.services["model"].contents["volumes"] == []


def test_secrets_and_configs_lie_where_compose_puts_them(tmp_path: Path) -> None:
    """A config at the top, a secret in its folder, or where the long form says."""
    lines = "configs: [one, {source: one, target: /etc/one}]\nsecrets: [two, {source: two, target: three}]"
    text = STACK + indented(lines) + "configs: {one: {content: x}}\nsecrets: {two: {file: two.txt}}\n"
    found = read(tmp_path, text, {"two.txt": "y"}).services["model"].contents["configs"]
    assert [entry["target"] for entry in found] == ["/one", "/etc/one", "/run/secrets/two", "/run/secrets/three"]


@pytest.mark.parametrize("name", project.NAMES)
def test_every_usual_name_is_found(name: str, tmp_path: Path) -> None:
    """As Compose finds it."""
    (tmp_path / name).write_text(STACK, encoding="utf-8")
    assert project.find(tmp_path) == name


def test_the_first_of_the_usual_names_counts(tmp_path: Path) -> None:
    """In Compose's own order."""
    for name in reversed(project.NAMES):
        (tmp_path / name).write_text(STACK, encoding="utf-8")
        assert project.find(tmp_path) == name


def test_a_folder_without_a_compose_file_says_what_is_there(tmp_path: Path) -> None:
    """A name that is nearly right is seen at once."""
    (tmp_path / "Compose.yaml.txt").touch()
    with pytest.raises(Problem) as caught:
        project.find(tmp_path)
    assert caught.value.seen == "Compose.yaml.txt"


@pytest.mark.parametrize("name", ["compose.override.yaml", "compose.override.yml"])
def test_an_override_beside_it_is_refused(name: str, tmp_path: Path) -> None:
    """Compose would lay one over the other."""
    lay_out(tmp_path, STACK, {name: STACK})
    with pytest.raises(Problem, match="lays one over the other"):
        project.find(tmp_path)


def test_another_compose_file_by_a_variable_is_refused(tmp_path: Path) -> None:
    """COMPOSE_FILE in .env is an include by another name."""
    assert "COMPOSE_FILE" in problem(tmp_path, STACK, {".env": "COMPOSE_FILE=other.yaml\n"}).why


@pytest.mark.parametrize("settings", ["A B\n", "A='x\n", "A=${B:?say B}\n"])
def test_settings_that_cannot_be_read_are_named(settings: str, tmp_path: Path) -> None:
    """The file is .env, not the compose file."""
    assert problem(tmp_path, STACK, {".env": settings}).place == ".env"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("".join(f"  s{n}: {{image: redis:8, scale: 4}}\n" for n in range(5)), "21 containers"),
        ("networks: {" + ", ".join(f"n{n}: " for n in range(9)) + "}\n", "9 networks"),
        ("volumes: {" + ", ".join(f"v{n}: " for n in range(21)) + "}\n", "21 volumes"),
    ],
    ids=["containers", "networks", "volumes"],
)
def test_a_file_that_would_fill_a_machine_is_refused(more: str, kind: str, tmp_path: Path) -> None:
    """Each of them costs memory, or one of the engine's few networks."""
    assert problem(tmp_path, STACK + more).why == f"it asks for {kind}"
