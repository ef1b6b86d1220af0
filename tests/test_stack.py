"""A stack over pytest-docker: labelled, under a name of its own, and taken down also when it never came up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker.api import fixtures
from checker.api.attempt import Attempt
from checker.api.stacks.stack import write_stack
from checker.engine import labels
from checker.engine.command import docker
from checker.versions import image

pytestmark = pytest.mark.engine

#: An exercise module in small: its compose file, and a check that takes the stack.
MODULE = """
import pytest
from checker import write_stack

@pytest.fixture(scope="session")
def docker_compose_file(attempt):
    return str(write_stack(attempt, {{"services": {{"web": {service}}}, "volumes": {{"data": None}}}}))

def test_stack(stack, docker_services):
    assert docker_services.port_for("web", 8000)
"""


class Handing:
    """A plugin that hands the attempt to the fixtures, as grading does."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand it over."""
        config.stash[fixtures.ATTEMPT] = self.attempt


def run_stack(tmp_path: Path, service: dict[str, object]) -> int:
    """Run the module with a service in a stack, in a process of its own; return pytest's status.

    What it makes carries the name of the folder as its run.
    """
    (tmp_path / "test_module.py").write_text(MODULE.format(service=service), encoding="utf-8")
    code = (
        "import os, pytest, pytest_docker, sys; from pathlib import Path; from checker.api import fixtures;"
        "from checker.api.attempt import Attempt; from tests.test_stack import Handing;"
        f"attempt = Attempt('13-stack', Path({str(tmp_path)!r}), 7, {_run(tmp_path)!r}, print);"
        "attempt.__enter__();"
        f"options = ['-q', '-c', os.devnull, '-p', 'no:cacheprovider', {str(tmp_path)!r}];"
        "status = pytest.main(options, plugins=[pytest_docker, fixtures, Handing(attempt)]);"
        "attempt.__exit__(None, None, None); sys.exit(status)"
    )
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    return ended.returncode


def _run(tmp_path: Path) -> str:
    return f"{tmp_path.parent.name}-{tmp_path.name}"


def left(tmp_path: Path) -> list[str]:
    """Return the containers, networks and volumes that the module's stack has left."""
    wanted = ("--filter", f"label={labels.RUN}={_run(tmp_path)}")
    kinds = (("ps", "-aq"), ("network", "ls", "-q"), ("volume", "ls", "-q"))
    return [name for kind in kinds for name in docker(*kind, *wanted).out.split()]


def server(**more: object) -> dict[str, object]:
    """Return a service that listens on port 8000."""
    return {
        "image": image("python"),
        "command": ["python", "-m", "http.server", "8000"],
        "ports": ["127.0.0.1::8000"],
        "volumes": ["data:/data"],
        **more,
    }


def test_a_stack_comes_up_and_goes_away(tmp_path: Path) -> None:
    """pytest-docker's own services tell its port; afterwards nothing is left."""
    assert run_stack(tmp_path, server()) == 0
    assert left(tmp_path) == []


def test_a_stack_that_turns_unhealthy_goes_away_too(tmp_path: Path) -> None:
    """pytest-docker alone would leave it: its set-up runs before its clean-up is armed."""
    sick = {"test": ["CMD", "false"], "interval": "200ms", "retries": 2}
    assert run_stack(tmp_path, server(healthcheck=sick)) == 1
    assert left(tmp_path) == []


def test_everything_in_a_stack_is_labelled(tmp_path: Path) -> None:
    """Services, volumes and networks, the default one too, carry the attempt's labels."""
    attempt = Attempt("13-stack", tmp_path, 7, "labelled", print)
    with attempt:
        path = write_stack(attempt, {"services": {"web": server()}, "volumes": {"data": None}})
        said = docker("compose", "-f", str(path), "config", "--format", "json")
    found = json.loads(said.out)
    for section, name in (("services", "web"), ("volumes", "data"), ("networks", "default")):
        assert found[section][name]["labels"][labels.RUN] == "labelled"
