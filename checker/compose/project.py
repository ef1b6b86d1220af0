"""A whole compose file: found in its folder, read, its variables put in, held against the allow-list."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.compose import document, dotenv, service
from checker.compose.files import Files, Store
from checker.compose.folder import Folder
from checker.compose.mounts import Mounts
from checker.compose.node import Node
from checker.compose.problem import Problem
from checker.compose.refusals import NETWORK, TOP, VOLUME, expect_allowed
from checker.compose.variables import Variables

#: The names that Compose looks for, in its order; beside one of them it lays the override of the same name.
NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
SETTINGS = ".env"

#: How many of each a file may ask for: enough for every stack of the course, too few to fill a machine.
MOST = {"containers": 20, "networks": 8, "volumes": 20}

_TOP_KEYS = ("configs", "name", "networks", "secrets", "services", "version", "volumes")
_NETWORK_KEYS = ("attachable", "driver", "enable_ipv4", "enable_ipv6", "internal", "labels", "name")
_VOLUME_KEYS = ("driver", "labels", "name")


@dataclass(frozen=True)
class Project:
    """What a compose file asks for, in our own words; `notes` are remarks that a learner may want to read."""

    file: str
    services: Mapping[str, service.Service]
    networks: Mapping[str, dict[str, Any]]
    volumes: tuple[str, ...]
    texts: Mapping[str, str]
    """The contents of configs and secrets."""
    variables: Mapping[str, str]
    """Those of .env."""
    notes: tuple[str, ...]

    def contents(self, image_of: Mapping[str, str], address: str) -> dict[str, Any]:
        """Return our own compose file: each service runs the image that `image_of` names for it.

        Its published ports are free ones of the machine, whatever the learner wrote, on `address` alone.
        """
        return {
            "services": {
                name: {
                    **one.contents,
                    "image": image_of[name],
                    "pull_policy": "never",
                    "ports": [{**port, "host_ip": address} for port in one.contents.get("ports", ())],
                }
                for name, one in self.services.items()
            },
            "networks": dict(self.networks),
            "volumes": dict.fromkeys(self.volumes),
            "configs": {name: {"content": text} for name, text in self.texts.items()},
        }


def find(top: Path) -> str:
    """Return the name of a folder's compose file. Raises Problem where there is none, or more than one counts."""
    there = [name for name in NAMES if (top / name).exists() or (top / name).is_symlink()]
    if not there:
        names = ", ".join(sorted(item.name for item in top.iterdir())) or "an empty folder"
        raise Problem("there is no compose file", instead=f"a file {NAMES[0]}", seen=names)
    others = [f"{name.partition('.')[0]}.override.{ending}" for name in there for ending in ("yaml", "yml")]
    if found := [name for name in others if (top / name).exists()]:
        raise Problem(
            f"`{found[0]}` lies beside {there[0]}, and Compose lays one over the other",
            instead=f"all of it in {there[0]}: what runs must be read in one place",
            seen=", ".join([there[0], *found]),
        )
    return there[0]


def read(top: Path, file: str) -> Project:
    """Return the project of a folder. Raises Problem for the first thing that is not allowed or cannot be read."""
    folder = Folder(top)
    variables = Variables(_settings(folder))
    tree = variables.put_into_all(document.read(_bytes(folder, file)))
    entries = tree.mapping("`services:` and its neighbours")
    expect_allowed(entries, _TOP_KEYS, TOP)
    nothing = Node(None, 0, "")
    volumes = _volumes(entries.get("volumes", nothing))
    store = Store()
    around = service.Surroundings(
        folder,
        variables.values,
        Mounts(folder, frozenset(volumes), store.add),
        Files.read(entries.get("configs", nothing), folder, store, "/"),
        Files.read(entries.get("secrets", nothing), folder, store, "/run/secrets/"),
    )
    networks = _networks(entries.get("networks", nothing))
    services = _services(entries.get("services", nothing), around)
    _expect_known(services, networks)
    _expect_few(services, networks, volumes)
    notes = [f"the variable {name} has no value: an empty text takes its place" for name in sorted(variables.unset)]
    notes += ["`version` at the top is obsolete: Compose ignores it"] if "version" in entries else []
    return Project(file, services, networks, tuple(volumes), store.texts, variables.values, tuple(notes))


def _bytes(folder: Folder, file: str) -> bytes:
    if not folder.holds(file):
        raise Problem("it is a link or a folder, not a file", instead=f"a file {file}")
    with (folder.top / file).open("rb") as stream:
        return stream.read(document.LARGEST + 1)


def _settings(folder: Folder) -> dict[str, str]:
    """Return the variables of the folder's .env file: the only ones that a compose file here can name."""
    if not (folder.top / SETTINGS).exists() and not (folder.top / SETTINGS).is_symlink():
        return {}
    found = dotenv.parse(folder.file(SETTINGS), {}, SETTINGS)
    if "COMPOSE_FILE" in found:
        raise Problem(
            "COMPOSE_FILE makes Compose read other files",
            instead="all of it in one compose file, under its usual name",
            place=SETTINGS,
        )
    return {name: value for name, value in found.items() if value is not None}


def _services(node: Node, around: service.Surroundings) -> dict[str, service.Service]:
    """Return the services that plain `up` starts: those without a profile, and those whose profile .env names."""
    if not node.mapping("services"):
        raise Problem("it has no services", instead="`services:` with a service below it")
    active = set(around.variables.get("COMPOSE_PROFILES", "").split(","))
    every = {name: service.read(name, one, around) for name, one in node.mapping().items()}
    return {name: one for name, one in every.items() if not one.profiles or active & {*one.profiles, "*"}}


def _volumes(node: Node) -> list[str]:
    for one in node.mapping().values():
        entries = one.mapping()
        expect_allowed(entries, _VOLUME_KEYS, VOLUME)
        if "driver" in entries and entries["driver"].value not in (None, "local"):
            entries["driver"].refuse(
                "not allowed here: it stores data elsewhere than the engine does", "`driver: local`"
            )
    return list(node.mapping())


def _networks(node: Node) -> dict[str, dict[str, Any]]:
    found = {}
    for name, one in node.mapping().items():
        entries = one.mapping()
        expect_allowed(entries, _NETWORK_KEYS, NETWORK)
        if "driver" in entries and entries["driver"].value not in (None, "bridge"):
            entries["driver"].refuse("not allowed here: it leaves this machine's own bridges", "`driver: bridge`")
        found[name] = {"internal": "internal" in entries and entries["internal"].boolean()}
    return found


def _expect_few(services: Mapping[str, service.Service], networks: Mapping[str, Any], volumes: list[str]) -> None:
    """Raise the Problem of a file that asks for more than any stack needs."""
    containers = sum(one.contents.get("scale", 1) for one in services.values())
    for kind, count in (("containers", containers), ("networks", len(networks)), ("volumes", len(volumes))):
        if count > MOST[kind]:
            raise Problem(f"it asks for {count} {kind}", instead=f"{MOST[kind]} {kind} at most")


def _expect_known(services: Mapping[str, service.Service], networks: Mapping[str, Any]) -> None:
    """Raise the Problem of a service that names another one, or a network, which nobody declares."""
    for one in services.values():
        entries = one.node.mapping()
        for name in [name for name in one.depends_on if name not in services]:
            if one.depends_on[name]["required"]:
                entries["depends_on"].refuse(
                    f"`{name}` is no service that `up` starts", f"one of {', '.join(services)}"
                )
            del one.depends_on[name]
        for name in one.contents.get("networks", {}):
            if name not in networks and name != "default":
                entries["networks"].refuse(
                    f"no network `{name}` is declared", f"`{name}:` under the top-level `networks:`"
                )
        for link in one.contents.get("links", []):
            if link.partition(":")[0] not in services:
                entries["links"].refuse(f"`{link}` is no service of this file", f"one of {', '.join(services)}")
