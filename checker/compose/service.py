"""One service: each key that is allowed, read and written anew in Compose's long form."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.compose import images
from checker.compose.dotenv import parse
from checker.compose.files import Files
from checker.compose.folder import Folder
from checker.compose.health import health
from checker.compose.mounts import Mounts
from checker.compose.node import Node
from checker.compose.ports import ports
from checker.compose.problem import Problem
from checker.compose.refusals import SERVICE, expect_allowed

#: What a service may use at most: bytes of memory, processes, copies.
MEMORY = 2**30
PROCESSES = 512
COPIES = 5

#: Allowed, and none of them changes what we run: logs, names and platforms are our own business here.
IGNORED = (
    "annotations", "attach", "cpu_count", "cpu_percent", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpuset",
    "develop", "label_file", "labels", "logging", "mem_reservation", "mem_swappiness",
    "memswap_limit", "pids_limit", "platform", "pull_policy", "pull_refresh_after", "shm_size", "ulimits",
)  # fmt: skip
_RESTART = re.compile(r"no|always|unless-stopped|on-failure(?::\d+)?")
_CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")
_PRIVILEGES = re.compile(r"no-new-privileges(?:[:=]true)?")


@dataclass(frozen=True)
class Surroundings:
    """What a service is read with: the folder, the variables of .env, the mounts and files of the whole stack."""

    folder: Folder
    variables: Mapping[str, str]
    mounts: Mounts
    configs: Files
    secrets: Files


@dataclass(frozen=True)
class Service:
    """A service: what it is built from, the name of its image, and the rest as our own compose file has it."""

    name: str
    node: Node
    build: images.Build | None
    image: str
    profiles: tuple[str, ...]
    contents: dict[str, Any] = field(default_factory=dict)

    @property
    def depends_on(self) -> dict[str, dict[str, Any]]:
        """The services that it waits for: name to condition."""
        found: dict[str, dict[str, Any]] = self.contents.get("depends_on", {})
        return found


def read(name: str, node: Node, around: Surroundings) -> Service:
    """Return a service. Raises Problem for the first thing in it that is not allowed or cannot be read."""
    entries = node.mapping("the settings of a service")
    special = ("build", "image", "environment", "env_file", "volumes", "configs", "secrets", "profiles", "deploy")
    expect_allowed(entries, (*_KEYS, *special, *IGNORED), SERVICE)
    contents = {key: value for key in _KEYS if key in entries and (value := _KEYS[key](entries[key])) is not None}
    contents |= _deployed(entries["deploy"]) if "deploy" in entries else {}
    contents["mem_limit"] = contents["memswap_limit"] = min(MEMORY, contents.get("mem_limit", MEMORY))
    contents["pids_limit"] = PROCESSES
    contents["logging"] = {"driver": "json-file", "options": {"max-size": "1m", "max-file": "1"}}
    contents["environment"] = _environment(entries, around)
    contents["volumes"], contents["configs"] = _mounts(entries, around)
    if "build" not in entries and "image" not in entries:
        node.refuse("it has neither an image nor a build", "`build: .` or `image: redis:8`")
    return Service(
        name=name,
        node=node,
        build=images.build(entries["build"], around.folder, around.variables) if "build" in entries else None,
        image=images.image(entries["image"]) if "image" in entries else "",
        profiles=tuple(item.text() for item in entries["profiles"].items()) if "profiles" in entries else (),
        contents=contents,
    )


def _environment(entries: Mapping[str, Node], around: Surroundings) -> dict[str, str]:
    found: dict[str, str | None] = {}
    for node in entries["env_file"].one_or_more() if "env_file" in entries else []:
        found |= _env_file(node, around)
    if "environment" in entries:
        found |= images.pairs(entries["environment"], around.variables)
    return {name: value for name, value in found.items() if value is not None}


def _env_file(node: Node, around: Surroundings) -> dict[str, str | None]:
    path, required = node, True
    if isinstance(node.value, dict):
        entries = node.mapping()
        expect_allowed(entries, ("path", "required", "format"), {})
        if "path" not in entries:
            node.refuse("the path is missing", "`path: ./settings.env`")
        path = entries["path"]
        required = entries["required"].boolean() if "required" in entries else True
    where = around.folder.path(path)
    if not required and not around.folder.holds(where):
        return {}
    text = around.folder.text(path)
    try:
        found = parse(text, around.variables, where)
    except Problem as problem:
        path.refuse(f"line {problem.line} of `{where}`: {problem.why}", problem.instead)
    return {name: around.variables.get(name) if value is None else value for name, value in found.items()}


def _mounts(entries: Mapping[str, Node], around: Surroundings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    volumes, configs = around.mounts.read(entries["volumes"]) if "volumes" in entries else ([], [])
    if "configs" in entries:
        configs += around.configs.used(entries["configs"])
    if "secrets" in entries:
        configs += around.secrets.used(entries["secrets"])
    return volumes, configs


def _deployed(node: Node) -> dict[str, Any]:
    """Return the copies and the limits that `deploy` asks for; where and how to place them is for clusters."""
    entries = node.mapping()
    keys = ("mode", "replicas", "resources", "labels", "endpoint_mode", "placement", "restart_policy",
            "rollback_config", "update_config")  # fmt: skip
    expect_allowed(entries, keys, {})
    found: dict[str, Any] = _limited(entries["resources"]) if "resources" in entries else {}
    return found | ({"scale": _copies(entries["replicas"])} if "replicas" in entries else {})


def _limited(node: Node) -> dict[str, Any]:
    """Return the limits of `resources`; what it reserves is for clusters."""
    for below in node.walk():
        if below.name == "devices":
            below.refuse("not allowed here: it hands a device of this machine to the container", "no devices")
    entries = node.mapping()
    expect_allowed(entries, ("limits", "reservations"), {})
    limits = entries["limits"].mapping() if "limits" in entries else {}
    expect_allowed(limits, ("cpus", "memory", "pids"), {})
    found: dict[str, Any] = {"mem_limit": _memory(limits["memory"])} if "memory" in limits else {}
    return found | ({"cpus": limits["cpus"].number()} if "cpus" in limits else {})


def _copies(node: Node) -> int:
    return int(node.number(COPIES))


def _whole(node: Node) -> int:
    return int(node.number())


def _command(node: Node) -> str | list[str] | None:
    return [item.text() for item in node.items()] if isinstance(node.value, list) else _text(node)


def _text(node: Node) -> str | None:
    return None if node.empty else node.text()


def _texts(node: Node) -> list[str]:
    return [item.text() for item in node.one_or_more()]


def _memory(node: Node) -> int:
    return node.size() or MEMORY


def _restart(node: Node) -> str:
    if not _RESTART.fullmatch(node.text()):
        node.refuse("this is no restart policy", '`"no"`, `on-failure`, `unless-stopped` or `always`')
    return node.text()


def _security(node: Node) -> list[str]:
    for item in node.items():
        if not _PRIVILEGES.fullmatch(item.text()):
            item.refuse("not allowed here: it lifts a fence between container and machine", "`no-new-privileges:true`")
    return _texts(node)


def _depends_on(node: Node) -> dict[str, dict[str, Any]]:
    if isinstance(node.value, list):
        return {item.text(): {"condition": "service_started", "required": True} for item in node.value}
    return {name: _dependency(one) for name, one in node.mapping().items()}


def _dependency(node: Node) -> dict[str, Any]:
    entries = node.mapping()
    expect_allowed(entries, ("condition", "restart", "required"), {})
    condition = entries["condition"].text() if "condition" in entries else "service_started"
    if condition not in _CONDITIONS:
        node.refuse(f"`{condition}` is no condition", f"one of {', '.join(_CONDITIONS)}")
    found: dict[str, Any] = {"condition": condition, "required": True}
    return found | {name: entries[name].boolean() for name in ("restart", "required") if name in entries}


def _networks(node: Node) -> dict[str, Any]:
    if isinstance(node.value, list):
        return {item.text(): {} for item in node.value}
    found: dict[str, Any] = {}
    for name, one in node.mapping().items():
        entries = one.mapping()
        fixed = dict.fromkeys(("ipv4_address", "ipv6_address", "link_local_ips", "mac_address"), SERVICE["mac_address"])
        expect_allowed(entries, ("aliases", "priority"), {**fixed, "driver_opts": SERVICE["network_mode"]})
        found[name] = {"aliases": _texts(entries["aliases"])} if "aliases" in entries else {}
    return found


def _seconds(node: Node) -> str:
    return f"{node.seconds():g}s"


_KEYS: Mapping[str, Callable[[Node], Any]] = {
    "cap_drop": _texts,
    "command": _command,
    "cpu_period": _whole,
    "cpu_quota": _whole,
    "cpus": Node.number,
    "depends_on": _depends_on,
    "entrypoint": _command,
    "expose": _texts,
    "healthcheck": health,
    "hostname": _text,
    "init": Node.boolean,
    "links": _texts,
    "mem_limit": _memory,
    "networks": _networks,
    "ports": ports,
    "read_only": Node.boolean,
    "restart": _restart,
    "scale": _copies,
    "security_opt": _security,
    "stdin_open": Node.boolean,
    "stop_grace_period": _seconds,
    "stop_signal": _text,
    "tmpfs": _texts,
    "tty": Node.boolean,
    "user": _text,
    "working_dir": _text,
}
