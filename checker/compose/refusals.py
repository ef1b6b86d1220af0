"""What a compose file may not ask for here: the key, the reason, and what to write instead."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.compose.node import Node


@dataclass(frozen=True)
class Reason:
    """Why a key is refused, and what does the same job."""

    why: str
    instead: str


_ALL_OF_IT = "the whole machine would lie open to the container"
_OUT = "leave the key out: the services here need none of it"
_HERE = "write it out in this file"
_NETWORK = "a network of this file: services find each other by their names"
_NAMES = "the service's name: the engine's own name server knows it"

#: Keys of a service.
SERVICE: Mapping[str, Reason] = {
    "blkio_config": Reason("it sets how the machine shares its disks", _OUT),
    "cap_add": Reason("it gives the container powers of root over the machine", "no more than the engine's own ones"),
    "cgroup": Reason("it takes the container out of the engine's limits", _OUT),
    "cgroup_parent": Reason("it takes the container out of the engine's limits", _OUT),
    "container_name": Reason(
        "a fixed name exists once on a machine: a second copy of this stack would not start",
        "the service's name, which other services reach it by; `docker compose exec SERVICE` needs no other",
    ),
    "credential_spec": Reason("it reads credentials of the machine", _OUT),
    "device_cgroup_rules": Reason(_ALL_OF_IT, _OUT),
    "devices": Reason("it hands a device of this machine to the container", _OUT),
    "dns": Reason("names of services are known to the engine's own name server alone", _OUT),
    "dns_opt": Reason("names of services are known to the engine's own name server alone", _OUT),
    "dns_search": Reason("names of services are known to the engine's own name server alone", _OUT),
    "domainname": Reason("nobody else knows the name", _NAMES),
    "extends": Reason("it takes a service from elsewhere: what runs must be read in one place", _HERE),
    "external_links": Reason("it reaches containers of other stacks", _NETWORK),
    "extra_hosts": Reason("it writes addresses down, those of this machine among them", _NAMES),
    "gpus": Reason("it hands a device of this machine to the container", _OUT),
    "group_add": Reason("it gives the container groups of this machine", _OUT),
    "ipc": Reason("it shares memory with other containers, or with the machine", _OUT),
    "isolation": Reason("it is for Windows containers", _OUT),
    "mac_address": Reason("an address of one's own clashes with the next copy of this stack", _OUT),
    "models": Reason("it runs models outside of the stack", "the model that this folder holds"),
    "network_mode": Reason("it takes the container off the stack's network, or puts it on the machine's", _NETWORK),
    "oom_kill_disable": Reason("a container without an end to its memory takes the machine with it", _OUT),
    "oom_score_adj": Reason("it makes the kernel end other programs first", _OUT),
    "pid": Reason("the container would see, and end, processes of the machine", _OUT),
    "post_start": Reason(
        "it runs commands beside the service, as root if it likes", "`command`, or a service of its own"
    ),
    "pre_stop": Reason("it runs commands beside the service, as root if it likes", "`stop_signal`"),
    "privileged": Reason(_ALL_OF_IT, _OUT),
    "provider": Reason("it runs a program of this machine", "a service with an image"),
    "runtime": Reason("it names a program of this machine that runs the container", _OUT),
    "storage_opt": Reason("it depends on how this machine stores images", _OUT),
    "sysctls": Reason("it changes settings of the kernel", _OUT),
    "use_api_socket": Reason("who reaches the engine's socket is root on the machine", _OUT),
    "userns_mode": Reason("the container's root would be the machine's", "`user` with a number, or nothing"),
    "uts": Reason("the container would rename the machine", "`hostname`"),
    "volume_driver": Reason("it stores data elsewhere than the engine does", "a named volume"),
    "volumes_from": Reason("it takes all that another container has mounted", "the named volume itself, in both"),
}

#: Keys at the top.
TOP: Mapping[str, Reason] = {
    "extends": SERVICE["extends"],
    "include": Reason("it takes in another file: what runs must be read in one place", _HERE),
    "models": SERVICE["models"],
}

#: Keys of `build`.
BUILD: Mapping[str, Reason] = {
    "additional_contexts": Reason("it hands other folders to the build", "`context`, one folder of this one"),
    "entitlements": Reason("it gives build steps the powers of root over the machine", _OUT),
    "extra_hosts": SERVICE["extra_hosts"],
    "isolation": SERVICE["isolation"],
    "network": Reason("its build steps would sit on another network, the machine's own too", _OUT),
    "privileged": SERVICE["privileged"],
    "secrets": Reason(
        "it hands files and variables of this machine to the build", "nothing: this build needs no secret"
    ),
    "ssh": Reason("it hands your keys to the build", "nothing: this build needs no keys"),
    "ulimits": Reason("it lifts limits of the machine", _OUT),
}

#: Keys of a network.
NETWORK: Mapping[str, Reason] = {
    "driver_opts": Reason("it changes how this machine's network is wired", "`internal: true`, or nothing"),
    "external": Reason("a network from outside of this file: one command alone does not start the stack", _NETWORK),
    "ipam": Reason("fixed addresses clash with those of other networks on the machine", _NAMES),
}

#: Keys of a volume.
VOLUME: Mapping[str, Reason] = {
    "driver_opts": Reason("it turns a volume into a folder, a disk or a share of the machine", "the name alone"),
    "external": Reason(
        "a volume from outside of this file: one command alone does not start the stack", "its name alone"
    ),
}

#: Keys of a config and of a secret.
FILE: Mapping[str, Reason] = {
    "environment": Reason("it takes a value from whoever types the command", "`file:` with a file of this folder"),
    "external": Reason("it comes from outside of this file", "`file:` with a file of this folder"),
    "driver": Reason("it comes from outside of this file", "`file:` with a file of this folder"),
    "template_driver": Reason("it comes from outside of this file", "`file:` with a file of this folder"),
}

_MERGE = Reason(
    "a merge needs an alias, and aliases are refused",
    "the lines themselves, written out once more where they are needed",
)


def expect_allowed(entries: Mapping[str, Node], allowed: Collection[str], refused: Mapping[str, Reason]) -> None:
    """Raise the Problem of the first key that is not on the list; `x-` keys are remarks, and count nowhere."""
    for name, node in entries.items():
        if name in allowed or name.startswith("x-"):
            continue
        reason = _MERGE if name == "<<" else refused.get(name)
        if reason:
            node.refuse(f"not allowed here: {reason.why}", reason.instead)
        near = difflib.get_close_matches(name, [*allowed, *refused], 1, 0.7)
        meant = f"`{near[0]}`, if that is meant" if near else f"one of {', '.join(sorted(allowed))}"
        node.refuse("Compose knows no such key here", meant)
