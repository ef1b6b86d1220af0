"""The stand-ins on a real engine: what people do with the official images works with them, without any network."""

import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from checker.deadline import wait_for
from checker.engine.command import docker
from checker.kit import ensure
from checker.places import ROOT
from checker.versions import image

pytestmark = pytest.mark.engine

IDIOMS = Path(__file__).parent / "kit_idioms"
#: Seconds for a server to answer.
START = 20.0

Start = Callable[..., str]


@pytest.fixture
def network() -> Iterator[str]:
    """Give a network of this test's own, from which nothing outside is in reach."""
    name = f"kit-test-{uuid.uuid4().hex[:12]}"
    docker("network", "create", "--internal", name)
    yield name
    docker("network", "rm", name)


@pytest.fixture
def start(network: str) -> Iterator[Start]:
    """Return a function that starts a container of one of the course's images and returns its name."""
    names = list[str]()

    def started(key: str, *command: str, options: tuple[str, ...] = ()) -> str:
        ensure([image(key)], print)
        names.append(f"{network}-{len(names)}")
        said = docker("run", "--detach", "--network", network, "--name", names[-1], *options, image(key), *command)
        assert said.ok, said.err
        return names[-1]

    yield started
    for name in names:
        docker("rm", "--force", "--volumes", name)


def inside(container: str, *command: str) -> str:
    """Return what a command in a container prints, both streams, whatever its status."""
    said = docker("exec", container, *command)
    return (said.out + said.err).strip()


def eventually(look: Callable[[], bool]) -> None:
    """Look until it is so."""
    assert wait_for(lambda: look() or None, START)


def build(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Build a folder without network and keep nothing but the cache."""
    command = ["docker", "build", "--network=none", "--output=type=cacheonly", "--progress=plain", *options]
    return subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)


def test_a_part_in_c_is_compiled_in_the_full_image_and_runs_in_the_slim_one() -> None:
    """Compiler, header files, git and curl are in `python:3.13`; its wheels fit `python:3.13-slim`."""
    ensure([image("python"), image("python-full")], print)
    built = build(IDIOMS / "compiled")
    assert built.returncode == 0, built.stderr[-3000:]


def test_apt_and_pip_find_without_network_what_the_kit_carries() -> None:
    """An init, curl, tools to look around, and both versions of scikit-learn: one loads the model, the other warns."""
    ensure([image("python"), image("debian")], print)
    built = build(IDIOMS / "offline", "--build-context", f"models={ROOT / 'checker' / 'penguins'}")
    assert built.returncode == 0, built.stderr[-3000:]


def test_a_package_that_apt_does_not_carry_is_refused_at_once_with_a_reason(tmp_path: Path) -> None:
    """No wait for mirrors: a line says that there is no network and where compilers are, and apt names the package."""
    dockerfile = f"FROM {image('python')}\nRUN apt-get update && apt-get install -y gcc\n"
    (tmp_path / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    built = build(tmp_path, "--no-cache")
    assert built.returncode != 0
    assert f"Compilers and git are in the image {image('python-full')}" in built.stderr
    assert "Unable to locate package gcc" in built.stderr


def test_redis_answers_others_runs_as_its_user_and_keeps_what_it_was_given(start: Start) -> None:
    """After SIGTERM it has written everything and ends with 0; started again, it has it."""
    server, other = start("redis"), start("redis", "sleep", "infinity")
    eventually(lambda: inside(other, "redis-cli", "-h", server, "set", "bird", "Gentoo") == "OK")
    assert inside(server, "stat", "--format=%U", "/proc/1") == "redis"
    docker("stop", server)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", server).out.strip() == "0"
    docker("start", server)
    eventually(lambda: inside(server, "redis-cli", "get", "bird") == "Gentoo")


@pytest.mark.parametrize("options", [(), ("--user", "999:999", "--cap-drop=ALL", "--read-only")], ids=["root", "user"])
def test_redis_takes_options_alone_for_its_server(start: Start, options: tuple[str, ...]) -> None:
    """`redis --appendonly yes` starts the server with that option, as root's own and without any privilege."""
    server = start("redis", "--appendonly", "yes", options=options)
    eventually(lambda: inside(server, "redis-cli", "ping") == "PONG")
    assert inside(server, "redis-cli", "config", "get", "appendonly").split() == ["appendonly", "yes"]


def test_redis_takes_a_configuration_file(start: Start) -> None:
    """What the file says wins over the stand-in's own setting; the port of the file is the server's."""
    # What the entry point starts writes for its user alone: the server could not read the file.
    script = (
        "umask 022; printf 'port 7000\\nprotected-mode yes\\n' > /tmp/my.conf; exec docker-entrypoint.sh /tmp/my.conf"
    )
    server = start("redis", "sh", "-c", script)
    eventually(lambda: inside(server, "redis-cli", "-p", "7000", "ping") == "PONG")
    assert inside(server, "redis-cli", "-p", "7000", "config", "get", "protected-mode").endswith("yes")


def test_nginx_serves_reloads_and_ends_as_the_official_one(start: Start) -> None:
    """The welcome page on port 80, a template with a variable put in, a reload, and a quick end with status 0."""
    script = (
        "mkdir -p /etc/nginx/templates && echo "
        "'server { listen 8080; return 200 \"${WHO} $host\"; }' > /etc/nginx/templates/who.conf.template && "
        "exec /docker-entrypoint.sh nginx -g 'daemon off;'"
    )
    server = start("nginx", "sh", "-c", script, options=("--env", "WHO=rookery"))
    eventually(lambda: "Welcome to nginx!" in inside(server, "curl", "--silent", "127.0.0.1"))
    assert inside(server, "curl", "--silent", "127.0.0.1:8080") == "rookery 127.0.0.1"
    inside(server, "sed", "-i", "s/rookery/colony/", "/etc/nginx/conf.d/who.conf")
    assert docker("exec", server, "nginx", "-s", "reload").ok
    eventually(lambda: inside(server, "curl", "--silent", "127.0.0.1:8080") == "colony 127.0.0.1")
    docker("stop", server)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", server).out.strip() == "0"
    assert '"GET / HTTP/1.1" 200' in docker("logs", server).out


def test_the_registry_takes_an_image_and_gives_it_back() -> None:
    """Without a password, on port 5000; the tag that was pushed is listed."""
    ensure([image("registry"), image("busybox")], print)
    name = f"kit-test-{uuid.uuid4().hex[:12]}"
    docker("run", "--detach", "--name", name, "--publish", "127.0.0.1::5000", image("registry"))
    try:
        address = f"127.0.0.1:{docker('port', name, '5000/tcp').out.strip().rpartition(':')[2]}"
        eventually(lambda: _status(f"http://{address}/v2/") == 200)
        docker("tag", image("busybox"), f"{address}/rookery/box:1")
        pushed = docker("push", f"{address}/rookery/box:1", deadline=START)
        docker("rmi", f"{address}/rookery/box:1")
        assert pushed.ok, pushed.err
        tags = httpx.get(f"http://{address}/v2/rookery/box/tags/list").json()
        assert tags == {"name": "rookery/box", "tags": ["1"]}
    finally:
        docker("rm", "--force", "--volumes", name)


def _status(address: str) -> int:
    try:
        return httpx.get(address).status_code
    except httpx.TransportError:
        return 0


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("redis", ("redis-server", "--version")),
        ("nginx", ("nginx", "-v")),
        ("registry", ("registry", "--version")),
        ("python-full", ("python", "--version")),
    ],
)
def test_the_version_is_the_one_that_the_tag_says(key: str, command: tuple[str, ...]) -> None:
    """The numbers in versions.toml are honest."""
    ensure([image(key)], print)
    said = docker("run", "--rm", "--network=none", image(key), *command)
    assert f"{image(key).partition(':')[2]}." in said.out + said.err
