"""What the gate lets pass, changes, and refuses; the engine behind it is a table of ours."""

import json
from pathlib import Path
from typing import Any

import pytest

from checker.engine.gate import objects as objects_module
from checker.engine.gate import rules as rules_module
from checker.engine.gate.create import Refused
from checker.engine.gate.message import Request
from checker.engine.gate.objects import GATE, Objects, with_label
from checker.engine.gate.rules import Answered, Passes, Rules

ATTEMPT = {"org.shipyourmodel.run": "r", "org.shipyourmodel.exercise": "18-x", "org.shipyourmodel.owner": "me"}
OURS = {"Labels": {GATE: "here"}}
THEIRS = {"Labels": {"org.shipyourmodel.run": "other"}}

#: What the engine has.
ENGINE: dict[str, Any] = {
    "/containers/mine/json": {"Config": OURS, "Mounts": [{"Type": "volume", "Name": "a" * 64}]},
    "/containers/theirs/json": {"Config": THEIRS},
    "/networks/mine": OURS,
    "/networks/theirs": THEIRS,
    "/volumes/mine": OURS,
    "/volumes/theirs": {"Labels": None},
    "/images/mine/json": {"Config": OURS},
    "/images/given/json": {"Config": {"Labels": ATTEMPT}},
    "/images/python:3.13/json": {"Config": {}},
    "/images/sha256:base/json": {"Config": {}},
    "/exec/good/json": {"ContainerID": "mine"},
    "/exec/bad/json": {"ContainerID": "theirs"},
    "/images/json": [{"Id": "1", "Labels": None}, {"Id": "2", **THEIRS}, {"Id": "3", "Labels": ATTEMPT}],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """Put the table in the engine's place; return what it was asked."""
    seen: list[tuple[str, str, Any]] = []

    def ask(method: str, path: str, body: Any = None, **_: str) -> tuple[int, Any]:
        seen.append((method, path, body))
        return (200, ENGINE[path]) if path in ENGINE else (404, {"message": "no such thing"})

    monkeypatch.setattr(objects_module, "ask", ask)
    monkeypatch.setattr(rules_module, "ask", ask)
    return seen


@pytest.fixture
def rules(asked: list[tuple[str, str, Any]], tmp_path: Path) -> Rules:  # noqa: ARG001  (the table has to be there)
    """Return the rules of a gate."""
    return Rules(Objects("here", ATTEMPT, before={"python:3.13": "sha256:base"}), tmp_path)


def judged(rules: Rules, method: str, target: str, body: Any = None) -> tuple[Request, Any]:
    """Return the request after the rules have seen it, and what they say."""
    request = Request(method, f"/v1.45{target}")
    return request, rules.judge(request, lambda: json.dumps(body).encode())


def created(rules: Rules, target: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body that the engine gets."""
    verdict = judged(rules, "POST", target, body)[1]
    assert isinstance(verdict, Passes)
    assert verdict.body
    found: dict[str, Any] = json.loads(verdict.body)
    return found


@pytest.mark.parametrize("target", ["/containers/create?name=x", "/networks/create", "/volumes/create"])
def test_what_is_made_carries_our_labels(rules: Rules, target: str) -> None:
    """The learner's own labels stay; where both name one, ours wins."""
    made = created(rules, target, {"Labels": {"own": "1", GATE: "faked"}})
    assert made["Labels"] == {**ATTEMPT, GATE: "here", "own": "1"}


@pytest.mark.parametrize(
    "target",
    [
        "POST /containers/prune", "POST /images/prune", "POST /volumes/prune", "POST /networks/prune",
        "POST /build/prune", "POST /containers/theirs/start", "POST /containers/theirs/stop",
        "POST /containers/theirs/kill", "POST /containers/theirs/rename?name=x", "DELETE /containers/theirs",
        "POST /containers/theirs/exec", "PUT /containers/theirs/archive", "POST /commit?container=theirs",
        "DELETE /networks/theirs", "DELETE /networks/bridge", "POST /networks/theirs/connect",
        "DELETE /volumes/theirs", "DELETE /images/python:3.13", "POST /images/mine/tag?repo=python&tag=3.13",
        "POST /build?t=python:3.13", "POST /build?networkmode=host", "POST /exec/bad/start", "GET /exec/bad/json",
        "POST /swarm/init", "POST /plugins/pull", "POST /images/load", "GET /containers/../images/json",
        "POST /containers//create",
    ],
)  # fmt: skip
def test_refuses_what_is_not_the_scripts_own(rules: Rules, target: str) -> None:
    """Whatever others have made is left alone, and so is the engine itself."""
    method, path = target.split(" ")
    with pytest.raises(Refused):
        judged(rules, method, path, {})


@pytest.mark.parametrize(
    "target",
    [
        "POST /containers/mine/start", "POST /containers/mine/stop", "DELETE /containers/mine", "DELETE /networks/mine",
        "POST /containers/unknown/stop", "DELETE /volumes/mine", "DELETE /images/mine", "DELETE /images/given",
        "POST /images/mine/tag?repo=own&tag=1", "POST /images/mine/push", "POST /images/create?fromImage=redis&tag=8",
        "POST /exec/good/start", "POST /auth", "POST /build?t=own:1", "GET /info", "GET /images/python:3.13/json",
        "GET /networks/bridge", "GET /containers/mine/json", "POST /session", "POST /grpc",
    ],
)  # fmt: skip
def test_lets_its_own_pass(rules: Rules, target: str) -> None:
    """What does not exist is answered by the engine, in its own words."""
    method, path = target.split(" ")
    assert isinstance(judged(rules, method, path, {})[1], Passes)


@pytest.mark.parametrize("target", ["/containers/theirs/json", "/networks/theirs", "/volumes/theirs"])
def test_what_others_have_made_is_not_there(rules: Rules, target: str) -> None:
    """It is answered as if it did not exist."""
    verdict = judged(rules, "GET", target)[1]
    assert isinstance(verdict, Answered)
    assert verdict.status == 404


@pytest.mark.parametrize("target", ["/containers/json?all=1", "/networks", "/volumes", "/events"])
def test_lists_show_its_own_alone(rules: Rules, target: str) -> None:
    """The engine is asked for what carries the gate's label."""
    request, _ = judged(rules, "GET", target)
    assert json.loads(request.query["filters"]) == {"label": [f"{GATE}=here"]}
    assert request.query.get("all", "1") == "1"


def test_the_list_of_images_leaves_out_those_of_other_gradings(rules: Rules) -> None:
    """Bases, the learner's own and those of this attempt are in it."""
    verdict = judged(rules, "GET", "/images/json")[1]
    assert [one["Id"] for one in verdict.body] == ["1", "3"]


@pytest.mark.parametrize("given", ['{"label": ["a=b"]}', '{"label": {"a=b": true}}', '{"name": {"x": true}}', ""])
def test_filters_of_both_forms_are_kept(given: str) -> None:
    """Clients write them as lists, or as objects."""
    found = json.loads(with_label(given, "mark"))
    assert "mark" in found["label"]
    assert ("a=b" in found["label"]) == ("a=b" in given)
    assert ("name" in found) == ("name" in given)


@pytest.mark.parametrize(
    "host",
    [
        {"Privileged": True},
        {"NetworkMode": "host"},
        {"PidMode": "host"},
        {"IpcMode": "container:theirs"},
        {"NetworkMode": "container:theirs"},
        {"NetworkMode": "theirs"},
        {"CapAdd": ["SYS_ADMIN"]},
        {"SecurityOpt": ["seccomp=unconfined"]},
        {"Devices": [{"PathOnHost": "/dev/sda"}]},
        {"Binds": ["/:/host"]},
        {"Binds": ["/var/run/docker.sock:/s"]},
        {"Binds": ["theirs:/data"]},
        {"Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/e"}]},
        {"Mounts": [{"Type": "volume", "Source": "theirs", "Target": "/e"}]},
        {"Mounts": [{"Type": "volume", "Target": "/e", "VolumeOptions": {"DriverConfig": {"Options": {"o": "bind"}}}}]},
        {"VolumesFrom": ["theirs:ro"]},
    ],
)
def test_a_container_does_not_reach_out_of_itself(rules: Rules, host: dict[str, Any]) -> None:
    """Privileges, the machine's own folders and networks, and what others have made are refused."""
    with pytest.raises(Refused):
        created(rules, "/containers/create", {"HostConfig": host})


def test_a_link_out_of_the_folder_is_refused(rules: Rules, tmp_path: Path) -> None:
    """What counts is where a path leads."""
    (tmp_path / "link").symlink_to("/etc")
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="outside"):
        created(rules, "/containers/create", {"HostConfig": {"Binds": [f"{tmp_path}/link:/e"]}})
    created(rules, "/containers/create", {"HostConfig": {"Binds": [f"{tmp_path}/file:/e:ro", "mine:/data"]}})


def test_a_volume_that_a_container_brings_along_is_made_with_our_labels(
    rules: Rules, asked: list[tuple[str, str, Any]]
) -> None:
    """`docker run -v NAME:/data` would make one that nobody finds again."""
    created(rules, "/containers/create", {"HostConfig": {"Binds": ["new:/data"]}})
    made = next(body for method, _, body in asked if method == "POST")
    assert made == {"Name": "new", "Labels": {**ATTEMPT, GATE: "here"}}


@pytest.mark.parametrize("body", [{"DriverOpts": {"device": "/etc"}}, {"Driver": "nfs"}, {"Name": "theirs"}])
def test_a_volume_holds_files_of_its_own(rules: Rules, body: dict[str, Any]) -> None:
    """It is no door to another folder, and nobody else's."""
    with pytest.raises(Refused):
        created(rules, "/volumes/create", body)


def test_a_network_is_a_bridge(rules: Rules) -> None:
    """Other kinds reach out of the machine."""
    with pytest.raises(Refused):
        created(rules, "/networks/create", {"Driver": "macvlan"})
