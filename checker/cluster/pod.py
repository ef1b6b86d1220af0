"""The pod that a Deployment describes: its container, user, limits, settings, files and ports."""

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from checker.cluster.objects import Misfit, Object, Step
from checker.cluster.quantity import amount
from checker.cluster.workload import TEMPLATE, Workload

_POD = (*TEMPLATE, "spec")
_ONE = (*_POD, "containers", 0)

#: Bytes of memory below which no Python starts: `192m` is a fifth of a byte.
LEAST_MEMORY = 16 * 1024**2

#: What the cluster fills in for itself, and what stands for it here.
_FIELDS = {
    "metadata.name": "penguin-id-0",
    "metadata.namespace": "default",
    "metadata.uid": "0",
    "spec.nodeName": "node",
    "spec.serviceAccountName": "default",
    "status.hostIP": "127.0.0.1",
    "status.podIP": "127.0.0.1",
}
#: A label or an annotation of the pod, as a field is written.
_OF_POD = re.compile(r"metadata\.(?P<where>labels|annotations)\['(?P<name>[^']+)'\]")
#: What a container may use that has no limit.
_MACHINE = {"cpu": 1, "memory": 2**30}
_NAMED = re.compile(r"\$(?:\$|\((?P<name>[-._a-zA-Z][-._a-zA-Z0-9]*)\))")


class Pod:
    """What one pod of a workload is run with. Raises Misfit where it asks for something that is not there."""

    def __init__(self, workload: Workload) -> None:
        """Look at the Deployment's template."""
        self.workload = workload
        self.deployment: Object = workload.deployment

    def expect_one_container(self) -> None:
        """Raise Misfit for what cannot be run here: more containers, and volumes of other kinds."""
        containers = self.deployment.at(*_POD, "containers", default=[])
        for name in ("initContainers", "ephemeralContainers"):
            if self.deployment.at(*_POD, name):
                raise self.deployment.misfit((*_POD, name), "more containers", "one container in `containers`")
        if len(containers) != 1:
            raise self.deployment.misfit((*_POD, "containers"), "more containers than one", "one container")
        for number, volume in enumerate(self.deployment.at(*_POD, "volumes", default=[])):
            if kind := next((key for key in volume if key not in ("name", "configMap", "emptyDir")), ""):
                path = (*_POD, "volumes", number, kind)
                raise self.deployment.misfit(path, f"a volume of the kind {kind}", "`configMap` or `emptyDir`")

    def of_container(self, *path: Step, default: Any = None) -> Any:
        """Return what stands at a path of the container."""
        return self.deployment.at(*_ONE, *path, default=default)

    def misfit(self, path: tuple[Step, ...], why: str, instead: str, seen: str | None = None) -> Misfit:
        """Return the Misfit of a path of the container."""
        return self.deployment.misfit((*_ONE, *path), why, instead, seen)

    def security(self, name: str) -> Any:
        """Return a setting of the container's security context, or else of the pod's."""
        return self.of_container("securityContext", name, default=self.deployment.at(*_POD, "securityContext", name))

    @property
    def image(self) -> str:
        """The image's name."""
        return str(self.of_container("image", default=""))

    def resource(self, which: str, name: str) -> float:
        """Return a request or a limit (`requests`, `limits`) of `cpu` or `memory`, as a number of CPUs or bytes."""
        path: tuple[Step, ...] = ("resources", which, name)
        text = self.of_container(*path)
        if text is None and which == "requests":
            # Kubernetes takes the limit for the request that is missing.
            text = self.of_container("resources", "limits", name)
        if text is None:
            raise self.misfit(path, f"`{which}.{name}` is missing", "a quantity such as 250m for cpu, 192Mi for memory")
        try:
            found = amount(text)
        except ValueError:
            instead = "a quantity such as 250m or 1 for cpu, 192Mi or 1Gi for memory"
            raise self.misfit(path, f"`{text}` is no quantity", instead) from None
        if found <= 0 or (name == "memory" and found < LEAST_MEMORY):
            unit = "bytes of memory" if name == "memory" else "CPUs"
            raise self.misfit(path, f"`{text}` is {found:g} {unit}", "such as 192Mi for memory, 250m for cpu")
        return found

    def expect_resources(self) -> None:
        """Raise Misfit unless requests and limits for CPU and memory are there and fit each other."""
        for name in ("cpu", "memory"):
            asked, limit = self.resource("requests", name), self.resource("limits", name)
            if asked > limit:
                path = ("resources", "requests", name)
                raise self.misfit(path, "it asks for more than its limit", f"at most limits.{name}")

    def expect_unprivileged(self, user: str) -> None:
        """Raise Misfit where a container could do more than it needs; `user` is the image's own, as USER names it."""
        for name in ("hostNetwork", "hostPID", "hostIPC"):
            if self.deployment.at(*_POD, name):
                raise self.deployment.misfit((*_POD, name), "it shares what belongs to the machine", "no such line")
        for number, port in enumerate(self.of_container("ports", default=[])):
            if port.get("hostPort"):
                raise self.misfit(("ports", number, "hostPort"), "it takes a port of the machine", "no such line")
        wanted = {"runAsNonRoot": True, "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True}
        for name, value in wanted.items():
            if self.security(name) is not value:
                instead = f"`{name}: {str(value).lower()}`"
                raise self.misfit(("securityContext", name), f"no `{instead[1:-1]}` in force", instead)
        if self.security("privileged"):
            raise self.misfit(("securityContext", "privileged"), "it may do all that root may", "no such line")
        dropped = self.of_container("securityContext", "capabilities", "drop", default=[])
        if "ALL" not in dropped or self.of_container("securityContext", "capabilities", "add"):
            raise self.misfit(("securityContext", "capabilities"), "not all capabilities are dropped", 'drop: ["ALL"]')
        self._expect_user(user)

    def _expect_user(self, user: str) -> None:
        number = self.security("runAsUser")
        if number is None and not user.partition(":")[0].isdecimal():
            said = f"the image's user is `{user}`, a name" if user else "the image's user is root"
            why = f"no `runAsUser`, and {said}: with runAsNonRoot the cluster refuses to start it"
            raise self.misfit(("securityContext", "runAsUser"), why, "`runAsUser: 10001`, or USER 10001 in the image")
        if int(user.partition(":")[0] if number is None else number) == 0:
            raise self.misfit(("securityContext", "runAsUser"), "user 0 is root", "`runAsUser: 10001`")

    @property
    def user(self) -> str:
        """The user and group that it is run as, as the engine takes them; empty for the image's own."""
        user, group = self.security("runAsUser"), self.security("runAsGroup")
        return "" if user is None else f"{user}:{group}" if group is not None else str(user)

    def port(self, reference: Any, where: Object, path: tuple[Step, ...]) -> int:
        """Return the number of a port that is given by its number or its name."""
        ports = self.of_container("ports", default=[])
        if isinstance(reference, int):
            return reference
        for one in ports:
            if one.get("name") == reference:
                return int(one["containerPort"])
        names = ", ".join(str(one.get("name", one.get("containerPort"))) for one in ports) or "none"
        raise where.misfit(
            path, f"no port of the container is named `{reference}`", f"a name or a number; now: {names}"
        )

    @property
    def service_port(self) -> int:
        """The port of the container that the Service leads to from its port 80."""
        service = self.workload.service
        if service.at("spec", "clusterIP") == "None":
            why = "without an address of its own it translates no port: whoever asks at 80 finds nobody"
            raise service.misfit(("spec", "clusterIP"), why, "no such line")
        for number, one in enumerate(service.at("spec", "ports", default=[])):
            if one.get("port") == 80:
                return self.port(one.get("targetPort", 80), service, ("spec", "ports", number, "targetPort"))
        raise service.misfit(("spec", "ports"), "it has no port 80", "`port: 80`, and `targetPort` for the container's")

    def environment(self) -> dict[str, str]:
        """Return the variables of the container, as the cluster would set them."""
        found: dict[str, str] = {}
        for number, source in enumerate(self.of_container("envFrom", default=[])):
            for name, value in self._source(source, ("envFrom", number)).items():
                found[f"{source.get('prefix', '')}{name}"] = value
        for number, one in enumerate(self.of_container("env", default=[])):
            text = self._value(one, ("env", number))
            if text is not None:
                found[str(one["name"])] = expanded(text, found)
        return found

    def words(self, name: str, values: Mapping[str, str]) -> list[str] | None:
        """Return the container's `command` or `args`, variables filled in; None where it has none."""
        found = self.of_container(name)
        return None if found is None else [expanded(str(word), values) for word in found]

    def _source(self, source: Mapping[str, Any], path: tuple[Step, ...]) -> Mapping[str, str]:
        reference = source.get("configMapRef")
        if not reference:
            raise self.misfit(path, "variables from something else than a ConfigMap", "`configMapRef`")
        return self._config(reference, (*path, "configMapRef")) or {}

    def _config(self, reference: Mapping[str, Any], path: tuple[Step, ...]) -> Mapping[str, str] | None:
        """Return the data of a ConfigMap that is named; None where it need not be there and is not."""
        config = self.workload.configs.get(str(reference.get("name")))
        if config:
            data: Mapping[str, str] = config.at("data", default={})
            return data
        if reference.get("optional"):
            return None
        known = ", ".join(self.workload.configs)
        raise self.misfit((*path, "name"), f"there is no ConfigMap `{reference.get('name')}`", f"one of {known}")

    def _value(self, one: Mapping[str, Any], path: tuple[Step, ...]) -> str | None:
        source = one.get("valueFrom")
        if not source:
            return str(one.get("value", ""))
        if field := source.get("fieldRef"):
            return self._field(str(field.get("fieldPath")))
        if resource := source.get("resourceFieldRef"):
            return self._share(str(resource.get("resource")), resource.get("divisor") or 1)
        reference = source.get("configMapKeyRef")
        if not reference:
            raise self.misfit((*path, "valueFrom"), "a value from something else than a ConfigMap", "`configMapKeyRef`")
        where = (*path, "valueFrom", "configMapKeyRef")
        data = self._config(reference, where)
        if data is None or reference.get("key") in data:
            return None if data is None else str(data[reference["key"]])
        if reference.get("optional"):
            return None
        why = f"the ConfigMap `{reference['name']}` has no key `{reference.get('key')}`"
        raise self.misfit((*where, "key"), why, f"one of {', '.join(data) or 'none'}")

    def _field(self, path: str) -> str:
        """Return what the cluster puts in for a field of the pod."""
        if found := _OF_POD.fullmatch(path):
            return str(self.deployment.at(*TEMPLATE, "metadata", found["where"], found["name"], default=""))
        return _FIELDS.get(path, "")

    def _share(self, resource: str, divisor: Any) -> str:
        """Return a request or a limit in units of the divisor, rounded up; of the machine's where it has none."""
        which, _, name = resource.partition(".")
        found = self.of_container("resources", which, name, default=_MACHINE.get(name, 0))
        # Where one of them is no quantity, `limits` says so.
        with suppress(ValueError, ZeroDivisionError):
            return str(math.ceil(amount(found) / amount(divisor)))
        return ""

    def files(self) -> dict[str, dict[str, str]]:
        """Return the folders that are mounted from ConfigMaps: path to names and contents of its files."""
        return {path: content for path, content in self._mounted() if content is not None}

    def empty_folders(self) -> list[str]:
        """Return the paths at which an empty folder is mounted."""
        return [path for path, content in self._mounted() if content is None]

    def _mounted(self) -> Iterator[tuple[str, dict[str, str] | None]]:
        volumes = list(enumerate(self.deployment.at(*_POD, "volumes", default=[])))
        for number, mount in enumerate(self.of_container("volumeMounts", default=[])):
            path: tuple[Step, ...] = ("volumeMounts", number)
            if mount.get("subPath") or mount.get("subPathExpr"):
                raise self.misfit((*path, "subPath"), "a part of a volume", "the whole volume, at a folder of its own")
            place, volume = next(((at, one) for at, one in volumes if one["name"] == mount["name"]), (0, None))
            if volume is None:
                raise self.misfit((*path, "name"), f"there is no volume `{mount['name']}`", "a name from `volumes`")
            yield mount["mountPath"], self._content(volume, place)

    def _content(self, volume: Mapping[str, Any], place: int) -> dict[str, str] | None:
        reference = volume.get("configMap")
        if reference is None:
            return None
        config = self.workload.configs.get(str(reference.get("name")))
        where = (*_POD, "volumes", place, "configMap")
        if not config:
            if reference.get("optional"):
                return {}
            known = ", ".join(self.workload.configs)
            raise self.deployment.misfit(where, f"there is no ConfigMap `{reference.get('name')}`", f"one of {known}")
        data: dict[str, str] = config.at("data", default={})
        items = reference.get("items")
        if items is None:
            return data
        for item in items:
            if item["key"] not in data:
                why = f"the ConfigMap `{config.name}` has no key `{item['key']}`"
                raise self.deployment.misfit(where, why, f"one of {', '.join(data) or 'none'}")
        return {item["path"]: data[item["key"]] for item in items}


def expanded(text: str, values: Mapping[str, str]) -> str:
    """Return a text with `$(NAME)` filled in where NAME has a value, and `$$` as one `$`."""

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        return "$" if name is None else values.get(name, match[0])

    return _NAMED.sub(fill, text)
