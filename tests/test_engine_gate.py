"""The gate before a real engine, used as scripts use it: with the docker command line."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.engine.gate import upstream
from checker.engine.gate.gate import Gate
from checker.engine.gate.objects import GATE
from checker.engine.labels import Owner, labels
from checker.engine.sweep import find
from checker.versions import image

pytestmark = pytest.mark.engine
SMALL = image("busybox")


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """Return an open gate; afterwards nothing that passed it is left."""
    gate = Gate(labels(f"gate-{tmp_path.name}", "18-test", Owner.current()), tmp_path)
    try:
        yield gate
    finally:
        gate.close()
    assert not any(find(f"{GATE}={gate.objects.name}", dead=False).values())


def docker(gate: Gate, command: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the docker command as a script does."""
    environment = {**os.environ, "DOCKER_HOST": gate.address}
    words = ["sh", "-c", f"docker {command}"]
    return subprocess.run(
        words, env=environment, input=stdin, cwd=gate.folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_containers_live_and_die_through_it(gate: Gate) -> None:
    """Attached and detached, with standard input, with files and commands in them."""
    assert docker(gate, f"run --rm -i {SMALL} cat", stdin="typed").stdout == "typed"
    name = f"gate-{gate.objects.name}"
    assert docker(gate, f"run -d --name {name} -v {name}:/data -v /anonymous {SMALL} sleep 60").returncode == 0
    assert docker(gate, f"exec -i {name} sh -c 'cat > /data/x; cat /data/x'", stdin="kept").stdout == "kept"
    assert docker(gate, "ps -q --no-trunc").stdout.split() == [gate.objects.containers()[0]["Id"]]
    assert docker(gate, "volume ls -q").stdout.split().count(name) == 1
    assert docker(gate, f"network create {name}").returncode == 0
    assert sorted(gate.objects.names()) == [("container", name), ("network", name), ("volume", name)]
    assert docker(gate, f"rm -f {name}").returncode == 0
    assert docker(gate, "ps -aq").stdout == ""


def test_an_image_that_is_built_without_our_labels_goes_away_too(gate: Gate) -> None:
    """Compose labels none of ours: it is known by its name, and new."""
    name = f"gate-{gate.objects.name}"
    (gate.folder / "Dockerfile").write_text(f"FROM {SMALL}\nLABEL gate.test={name}\n")
    assert docker(gate, f"build -q -t {name} .").returncode == 0
    assert docker(gate, f"run --rm {name} true").returncode == 0
    gate.objects.remove()
    assert docker(gate, f"image inspect {name}").returncode != 0


def test_a_refusal_is_read_by_whoever_runs_the_command(gate: Gate) -> None:
    """The docker command prints it; the gate remembers it."""
    ended = docker(gate, "system prune -f")
    assert ended.returncode != 0
    assert "prune removes what others have made" in ended.stderr
    assert gate.refused
    assert docker(gate, f"run --rm --privileged {SMALL} true").returncode != 0
    assert docker(gate, f"rmi {SMALL}").returncode != 0


def test_a_name_that_was_taken_from_another_image_is_given_back(gate: Gate) -> None:
    """BuildKit gives names without asking the gate."""
    (gate.folder / "Dockerfile").write_text(f"FROM {SMALL}\n")
    name = f"gate-{gate.objects.name}"
    subprocess.run(["docker", "tag", SMALL, name], check=True)
    try:
        gate.objects.look()
        mark = f"--label {GATE}={gate.objects.name}"
        assert docker(gate, f"build -q {mark} -t {name} .").returncode == 0
        gate.objects.remove()
        form = ["docker", "image", "inspect", "--format", "{{.Id}}"]
        ids = subprocess.run([*form, SMALL, name], capture_output=True, text=True, check=True).stdout.split()
        assert ids[0] == ids[1]
    finally:
        subprocess.run(["docker", "rmi", name], capture_output=True, check=False)


def test_a_stream_ends_with_its_reader(gate: Gate) -> None:
    """Whoever follows events and goes away leaves no connection behind."""
    ended = docker(gate, "version --format '{{.Server.Version}}' && timeout 1 docker events")
    assert ended.returncode == 124


def test_the_docker_command_makes_the_connection_where_we_cannot(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe of Windows, ssh, TLS: the command knows the way, and bytes go both ways through it."""
    monkeypatch.setattr(upstream, "endpoint", lambda: "npipe:////./pipe/docker_engine")
    assert docker(gate, f"run --rm -i {SMALL} cat", stdin="typed").stdout == "typed"
