"""What we make of a compose file is what Compose makes of it: a second opinion on each form that we allow."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.api.attempt import Attempt
from checker.api.stacks.stack import write_stack
from checker.compose import project
from checker.compose.service import MEMORY
from checker.places import ROOT
from tests.compose import lay_out, resolved

#: Forms of everything that is allowed, long and short, in one file.
FORMS = """\
services:
  one:
    image: redis:8
    command: redis-server --appendonly yes
    entrypoint: ["docker-entrypoint.sh"]
    environment: ["A=1", "B=${X:-y}", "C=a$$b"]
    env_file: settings.env
    depends_on: [two]
    links: ["two:linked"]
    expose: [6379, "6380"]
    networks: [front, back]
    volumes: ["data:/data", "data:/more:ro", "/anonymous"]
    ports: ["8000", "9000:9001/udp", "127.0.0.1:7000:7001", 5001]
    user: "1000"
    working_dir: /data
    hostname: one
    init: true
    read_only: true
    tmpfs: [/tmp, "/run:size=1m"]
    cap_drop: [ALL]
    stop_signal: SIGINT
    stop_grace_period: 1m30s
    restart: on-failure:3
    healthcheck: {test: redis-cli ping}
  two:
    image: redis:8
    command: ["sh", "-c", "echo $$HOME ${X}"]
    depends_on: {three: {condition: service_healthy, restart: true}}
    tmpfs: /tmp
    networks: {back: {aliases: [other]}}
    volumes: [{type: volume, source: data, target: /data, read_only: true}, {type: tmpfs, target: /t}]
    ports: [{target: 8000, published: "8001", host_ip: 127.0.0.1, mode: host}]
    deploy: {replicas: 2, resources: {limits: {memory: 1g, cpus: "0.5"}}}
    stdin_open: true
    tty: true
  three:
    image: redis:8
    scale: 3
    healthcheck: {test: ["CMD-SHELL", "exit 0"]}
networks: {front: , back: {internal: true}}
volumes: {data: }
"""


def essence(found: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be the same in their file and in ours, of Compose's own reading of each."""
    keys = ("command", "entrypoint", "environment", "depends_on", "expose", "networks", "user", "working_dir", "init",
            "hostname", "read_only", "tmpfs", "cap_drop", "stop_signal", "restart", "stdin_open", "tty", "links",
            "stop_grace_period")  # fmt: skip
    services = {}
    for name, one in found["services"].items():
        seen = {key: one[key] for key in keys if one.get(key)}
        seen["networks"] = {network: more or {} for network, more in one.get("networks", {}).items()}
        seen["ports"] = sorted((port["target"], port["protocol"]) for port in one.get("ports", ()))
        seen["volumes"] = sorted(
            (mount["target"], mount.get("source", ""), mount.get("read_only", False))
            for mount in one.get("volumes", ())
            if mount["type"] != "bind"
        )
        seen["copies"] = one.get("scale") or (one.get("deploy") or {}).get("replicas", 1)
        limits = ((one.get("deploy") or {}).get("resources") or {}).get("limits") or {}
        seen["cpus"] = float(one.get("cpus") or limits.get("cpus") or 0)
        seen["memory"] = min(MEMORY, int(one.get("mem_limit") or limits.get("memory") or MEMORY))
        seen["test"] = (one.get("healthcheck") or {}).get("test")
        services[name] = seen
    return {"services": services, "internal": {n: one.get("internal", False) for n, one in found["networks"].items()}}


def _answers() -> list[Path]:
    exercises = ("13-compose", "20-scale")
    return [
        folder
        for exercise in exercises
        for folder in (ROOT / "solutions" / exercise, *sorted((ROOT / "tests/accepted" / exercise).iterdir()))
    ]


@pytest.mark.engine
@pytest.mark.parametrize("folder", [None, *_answers()], ids=lambda one: one.name if one else "forms")
def test_compose_itself_reads_our_file_as_it_reads_theirs(folder: Path | None, tmp_path: Path) -> None:
    """What the learner asked for is what we run: the second opinion is Compose's own."""
    lay_out(tmp_path, FORMS, {"settings.env": "D=e\n", ".env": "X=x\n"})
    starter = folder and ROOT / "exercises" / (folder if folder.parent.name == "solutions" else folder.parent).name
    for over in [starter, folder] if starter and folder else []:
        shutil.copytree(over, tmp_path, dirs_exist_ok=True)
    theirs = resolved(tmp_path / "compose.yaml")
    found = project.read(tmp_path, "compose.yaml")
    with Attempt("13-compose", tmp_path, 7, "second-opinion", print) as attempt:
        images = dict.fromkeys(found.services, "redis:8")
        ours = resolved(write_stack(attempt, found.contents(images, "127.0.0.1")))
    assert isinstance(theirs, dict), theirs
    assert isinstance(ours, dict), ours
    theirs["services"] = {name: one for name, one in theirs["services"].items() if not one.get("profiles")}
    assert json.loads(json.dumps(essence(ours))) == json.loads(json.dumps(essence(theirs)))
