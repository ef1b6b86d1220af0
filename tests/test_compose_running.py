"""A learner's compose file, run: what the containers really are, and that nothing of them stays."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.stacks.compose import ComposeFile
from checker.api.stacks.stack import Stack
from checker.engine import labels
from checker.engine.command import docker
from checker.engine.compose import Project
from checker.engine.image import inspect_image
from checker.limits import Limits
from checker.versions import image
from tests.compose import STACK, indented, lay_out

pytestmark = pytest.mark.engine

#: A service that lasts, with an image that stands for the learner's.
LASTING = "services:\n  model:\n    image: {image}\n    command: [sleep, infinity]\n    stop_signal: SIGKILL\n"


@pytest.fixture
def attempt(tmp_path: Path) -> Iterator[Attempt]:
    """Give an attempt at the folder, which takes along what it made."""
    with Attempt("13-compose", tmp_path, 7, f"threat-{secrets.token_hex(4)}", print) as attempt:
        yield attempt


@contextmanager
def running(attempt: Attempt, name: str = "") -> Iterator[Stack]:
    """Start the attempt's stack as an exercise does, and take it down."""
    file = ComposeFile.read(attempt)
    project = Project(f"shipyourmodel-{attempt.run}{name}", file.write(file.build()))
    try:
        yield Stack.start(project)
    finally:
        docker("compose", "-f", str(project.file), "-p", project.name, "down", "--volumes", "--timeout", "0")


def volumes() -> set[str]:
    """Return the engine's volumes."""
    return set(docker("volume", "ls", "-q").out.split())


def test_our_environment_does_not_reach_a_container(
    attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dollar sign that Compose would fill in from our environment arrives as a dollar sign."""
    monkeypatch.setenv("TOKEN", "canary-4711")
    monkeypatch.setenv("COMPOSE_PROFILES", "nothing")
    text = LASTING.format(image=image("redis")) + "    environment: ['A=$${TOKEN}', 'B=${TOKEN}']\n"
    lay_out(tmp_path, text, {"note": "x"})
    with running(attempt) as stack:
        (one,) = stack.project.containers("model")
    assert {"A=${TOKEN}", "B="} <= set(one["Config"]["Env"])
    assert "canary-4711" not in str(one)


def test_what_compose_says_shows_nothing_of_ours(
    attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second opinion is asked for under an environment that holds nothing."""
    monkeypatch.setenv("TOKEN", "canary-4711")
    lay_out(tmp_path, STACK + '    stop_signal: {a: "${TOKEN}"}\n')
    with pytest.raises(Failure) as caught:
        ComposeFile.read(attempt)
    assert "canary-4711" not in f"{caught.value}{caught.value.evidence}"


def test_what_compose_refuses_we_refuse(attempt: Attempt, tmp_path: Path) -> None:
    """A form that our list takes and Compose does not."""
    lay_out(tmp_path, STACK + "    depends_on: [other]\n  other:\n    image: redis:8\n    depends_on: [model]\n")
    with pytest.raises(Failure, match=r"Compose cannot read compose.yaml") as caught:
        ComposeFile.read(attempt)
    assert "cycle" in caught.value.seen


def test_base_images_keep_their_names(attempt: Attempt, tmp_path: Path) -> None:
    """`image` and `build.tags` name what is built; we name it ourselves, by nothing but its id."""
    bases = {name: inspect_image(image(name))["Id"] for name in ("python", "redis")}
    text = (
        f"services:\n  model:\n    image: {image('python')}\n"
        f"    build: {{context: ., tags: ['{image('redis')}']}}\n    command: [sleep, infinity]\n"
    )
    lay_out(tmp_path, text, {"Dockerfile": f"FROM {image('redis')}\nLABEL mine=1\n"})
    with running(attempt) as stack:
        (one,) = stack.project.containers("model")
    assert one["Image"] not in bases.values()
    assert {name: inspect_image(image(name))["Id"] for name in bases} == bases


def test_another_learners_image_is_not_taken_by_its_id(attempt: Attempt, tmp_path: Path) -> None:
    """Our images have no names, and an id is refused."""
    lay_out(tmp_path, LASTING.format(image=inspect_image(image("redis"))["Id"]))
    with pytest.raises(Failure, match="the id of an image"):
        ComposeFile.read(attempt)


def test_every_container_has_its_limits(attempt: Attempt, tmp_path: Path) -> None:
    """Memory, processes, log; ports on the loopback alone; nothing of the machine mounted."""
    lines = "mem_limit: 100g\npids_limit: -1\nports: ['6379:6379']\nlogging: {driver: syslog}\nvolumes: ['data:/d']"
    lay_out(tmp_path, LASTING.format(image=image("redis")) + indented(lines) + "volumes: {data: }\n")
    with running(attempt) as stack:
        (one,) = stack.project.containers("model")
    host: dict[str, Any] = one["HostConfig"]
    assert (host["Memory"], host["MemorySwap"], host["PidsLimit"]) == (2**30, 2**30, 512)
    assert host["LogConfig"] == {"Type": "json-file", "Config": {"max-file": "1", "max-size": "1m"}}
    assert {place["HostIp"] for places in one["NetworkSettings"]["Ports"].values() for place in places} == {"127.0.0.1"}
    assert not host["Privileged"]
    assert not host["CapAdd"]
    assert {mount["Type"] for mount in one["Mounts"]} == {"volume"}


def test_a_small_memory_stays_small(attempt: Attempt, tmp_path: Path) -> None:
    """The limit of a learner's own counts where it is the lower one."""
    lay_out(tmp_path, LASTING.format(image=image("redis")) + "    mem_limit: 64m\n")
    with running(attempt) as stack:
        (one,) = stack.project.containers("model")
    assert one["HostConfig"]["Memory"] == 64 * 2**20


def test_the_engine_has_the_limits(attempt: Attempt, tmp_path: Path) -> None:
    """Memory and processors, by either form, and none where the file names none."""
    text = LASTING.format(image=image("redis")) + "    deploy: {resources: {limits: {cpus: '0.5', memory: 128M}}}\n"
    text += f"  quota: {{image: {image('redis')}, command: [sleep, infinity], cpu_quota: 25000, cpu_period: 50000}}\n"
    text += f"  free: {{image: {image('redis')}, command: [sleep, infinity]}}\n"
    lay_out(tmp_path, text)
    with running(attempt) as stack:
        limits = {name: stack.member(name).limits() for name in stack.services()}
    assert limits == {"model": [(128 * 2**20, 0.5)], "quota": [(2**30, 0.5)], "free": [(2**30, 0.0)]}


def test_a_service_is_scaled_and_loses_one(attempt: Attempt, tmp_path: Path) -> None:
    """Only its own containers come and go."""
    lay_out(tmp_path, LASTING.format(image=image("redis")) + "    deploy: {replicas: 2}\n  other: {image: redis:8}\n")
    with running(attempt) as stack:
        first = stack.member("model").hostnames()
        other = stack.member("other").hostnames()
        stack.scale("model", 3)
        three = stack.member("model").hostnames()
        gone = stack.kill("model")
        left = stack.member("model").hostnames()
        assert stack.member("other").hostnames() == other
    assert (len(first), len(three), len(left)) == (2, 3, 2)
    assert set(first) < set(three)
    assert set(three) - set(left) == {gone}
    assert gone not in first


def test_a_port_that_is_taken_is_another_port(attempt: Attempt, tmp_path: Path) -> None:
    """Whatever the file asks for, a free port of the loopback is published."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        lay_out(tmp_path, LASTING.format(image=image("redis")) + f"    ports: ['{port}:6379']\n")
        with running(attempt) as stack:
            published = stack.member("model").published()
    assert list(published) == [6379]
    assert published[6379] != port


def test_one_file_runs_twice_at_once(attempt: Attempt, tmp_path: Path) -> None:
    """Fixed names of volumes and networks are not fixed here."""
    more = "    ports: ['6379:6379']\n    volumes: ['data:/d']\n"
    more += "volumes: {data: {name: mine}}\nnetworks: {default: {name: n}}\n"
    lay_out(tmp_path, f"name: same\n{LASTING.format(image=image('redis'))}{more}")
    with running(attempt, "-a") as one, running(attempt, "-b") as two:
        mounted = [set(stack.member("model").mounts().values()) for stack in (one, two)]
        assert {*one.member("model").published().values()} != {*two.member("model").published().values()}
    assert mounted == [{"data", ""}, {"data", ""}]
    assert "mine" not in volumes()


def test_labels_cannot_be_faked(attempt: Attempt, tmp_path: Path) -> None:
    """What belongs to a run is known by our labels, whatever the image and the file say."""
    fake = {labels.RUN: "fake", "com.docker.compose.project": "fake"}
    lines = "".join(f"LABEL {name}={value}\n" for name, value in fake.items())
    more = "".join(f"      {name}: {value}\n" for name, value in fake.items())
    text = f"services:\n  model:\n    build: .\n    command: [sleep, infinity]\n    labels:\n{more}"
    lay_out(tmp_path, text, {"Dockerfile": f"FROM {image('redis')}\n{lines}"})
    with running(attempt) as stack:
        (one,) = stack.project.containers("model")
    assert one["Config"]["Labels"][labels.RUN] == attempt.run
    assert one["Config"]["Labels"]["com.docker.compose.project"] == stack.project.name


def test_volumes_without_a_name_do_not_stay(attempt: Attempt, tmp_path: Path) -> None:
    """Those that images declare, and those of the file: neither `recreate` nor the end leaves one behind."""
    before = volumes()
    lay_out(tmp_path, LASTING.format(image=image("redis")) + "    volumes: ['/one', 'two:/two']\nvolumes: {two: }\n")
    with running(attempt) as stack:
        first = set(docker("volume", "ls", "-q", "--filter", f"label={labels.RUN}={attempt.run}").out.split())
        owned = {mount["Name"] for one in stack.project.containers() for mount in one["Mounts"]}
        stack.recreate()
        again = {mount["Name"] for one in stack.project.containers() for mount in one["Mounts"]}
    assert len(owned) == len(again) == 3
    assert owned & again == first
    assert not (owned | again) & volumes()
    assert not (volumes() - before) & (owned | again)


def test_a_container_that_comes_back_for_ever_is_gone_at_the_end(
    attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`restart: always` ends with the stack."""
    monkeypatch.setattr("checker.api.stacks.stack.limits", lambda: Limits(start=3))
    text = (
        LASTING.format(image=image("redis"))
        + "  loop:\n    image: redis:8\n    command: ['true']\n    restart: always\n"
    )
    lay_out(tmp_path, text)
    with suppress(Failure), running(attempt) as stack:
        assert stack.services() == ["loop", "model"]
    left = docker("ps", "-aq", "--filter", f"label={labels.RUN}={attempt.run}").out.split()
    assert left == []


def test_an_image_that_nobody_has_is_said_to_be_missing(attempt: Attempt, tmp_path: Path) -> None:
    """With the name that is meant, where it is nearly one of the course's."""
    lay_out(tmp_path, LASTING.format(image="reddis:8"))
    with pytest.raises(Failure, match=r"There is no image `reddis:8`") as caught:
        ComposeFile.read(attempt).build()
    assert "redis:8" in caught.value.seen


def test_an_image_that_no_service_builds_is_said_to_be_missing(attempt: Attempt, tmp_path: Path) -> None:
    """`image: penguin-id` at the worker, and `build` without a name at the model: with or without a registry."""
    text = "services:\n  model: {build: .}\n  worker: {image: penguin-id-that-nobody-built}\n"
    lay_out(tmp_path, text, {"Dockerfile": f"FROM {image('redis')}\n"})
    with pytest.raises(Failure, match="no service builds one of that name"):
        ComposeFile.read(attempt).build()


def test_an_image_that_one_service_builds_is_the_others_too(attempt: Attempt, tmp_path: Path) -> None:
    """One build, one image, by the name that both give it."""
    text = "services:\n  model: {build: ., image: penguin-id}\n  worker: {image: penguin-id}\n  more: {build: .}\n"
    lay_out(tmp_path, text, {"Dockerfile": f"FROM {image('redis')}\n"})
    assert len(set(ComposeFile.read(attempt).build().values())) == 1
