"""What a script may ask of a new container, network or volume; what it may not is said in words."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from checker.engine.gate.objects import BUILT_IN, Objects


class Refused(Exception):
    """The gate does not let this pass; the text says why, for whoever wrote the script."""


#: What the engine gives a container anyway; more would reach out of it.
_CAPABILITIES = {
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}  # fmt: skip

_SOCKETS = ("docker.sock", "podman.sock", "containerd.sock")

#: Field of a host configuration to what `docker run` calls it: none of them belongs into a deployment of the course.
_NEVER = {
    "Privileged": "--privileged",
    "Devices": "--device",
    "DeviceCgroupRules": "--device-cgroup-rule",
    "CgroupParent": "--cgroup-parent",
}
_MODES = {"PidMode": "--pid", "IpcMode": "--ipc", "UTSMode": "--uts", "UsernsMode": "--userns"}


@dataclass(frozen=True)
class Creation:
    """The rules for what a script makes: whose objects, and the folder that it may mount."""

    objects: Objects
    folder: Path

    def container(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a container's creation with our labels. Raises Refused."""
        host = body.get("HostConfig") or {}
        self._reaches_out(host)
        self._networks(host, body.get("NetworkingConfig") or {})
        names = [*self._binds(host.get("Binds") or []), *self._mounts(host.get("Mounts") or [])]
        for name in names:
            self._volume(name)
        for source in host.get("VolumesFrom") or []:
            self._own_container(str(source).partition(":")[0], "mounts the volumes of")
        for source in host.get("Links") or []:
            self._own_container(str(source).partition(":")[0], "links to")
        body["Labels"] = {**(body.get("Labels") or {}), **self.objects.labels}
        if project := body["Labels"].get("com.docker.compose.project"):
            self.objects.projects.add(project)
        self.objects.named.add(str(body.get("Image", "")))
        return body

    def network(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a network's creation with our labels. Raises Refused."""
        if (body.get("Driver") or "bridge") != "bridge" or (body.get("ConfigFrom") or {}).get("Network"):
            raise Refused("a network of a script is a plain bridge network of its own")
        return {**body, "Labels": {**(body.get("Labels") or {}), **self.objects.labels}}

    def volume(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a volume's creation with our labels. Raises Refused."""
        if (body.get("Driver") or "local") != "local" or body.get("DriverOpts") or body.get("ClusterVolumeSpec"):
            raise Refused("a volume of a script has no driver options: it holds files of its own and no other folder")
        if (name := body.get("Name")) and self.objects.owns_volume(name) is False:
            raise Refused(f"the volume {name} is not one that this script made")
        return {**body, "Labels": {**(body.get("Labels") or {}), **self.objects.labels}}

    def _reaches_out(self, host: Mapping[str, Any]) -> None:
        for field, option in _NEVER.items():
            if host.get(field):
                raise Refused(f"a container with {option} reaches out of itself, into the machine")
        for field, option in _MODES.items():
            mode = str(host.get(field) or "")
            if mode == "host":
                raise Refused(f"a container with {option} host reaches out of itself, into the machine")
            if mode.startswith("container:"):
                self._own_container(mode.partition(":")[2], f"shares {option} with")
        for name in host.get("CapAdd") or []:
            if str(name).upper().removeprefix("CAP_") not in _CAPABILITIES:
                raise Refused(f"a container with --cap-add {name} reaches out of itself, into the machine")
        for option in host.get("SecurityOpt") or []:
            if "unconfined" in str(option) or "disable" in str(option):
                raise Refused(f"a container with --security-opt {option} reaches out of itself, into the machine")

    def _networks(self, host: Mapping[str, Any], networking: Mapping[str, Any]) -> None:
        mode = str(host.get("NetworkMode") or "default")
        if mode.startswith("container:"):
            self._own_container(mode.partition(":")[2], "shares the network of")
            return
        for name in {mode, *(networking.get("EndpointsConfig") or {})}:
            self.joins(name)

    def joins(self, name: str) -> None:
        """Let a container join a network. Raises Refused."""
        if name == "host":
            raise Refused("a container in the host's network reaches out of itself: publish a port with -p")
        if name not in BUILT_IN and self.objects.owns_network(name) is False:
            raise Refused(f"the network {name} is not one that this script made")

    def _binds(self, binds: list[Any]) -> Iterator[str]:
        """Yield the names of volumes in `-v` options. Raises Refused for folders that are not the script's."""
        for bind in map(str, binds):
            drive = PureWindowsPath(bind).drive if sys.platform == "win32" else ""
            source, colon, _ = bind[len(drive) :].partition(":")
            if drive or source.startswith(("/", "\\", ".", "~")):
                self._folder(drive + source)
            elif colon:
                yield source

    def _mounts(self, mounts: list[Any]) -> Iterator[str]:
        for mount in mounts:
            kind, source = mount.get("Type"), str(mount.get("Source") or "")
            if kind == "bind":
                self._folder(source)
            elif kind == "volume":
                options = mount.get("VolumeOptions") or {}
                driver = options.get("DriverConfig") or {}
                if driver.get("Options") or (driver.get("Name") or "local") != "local":
                    raise Refused("a volume of a script has no driver options: it holds files of its own")
                mount["VolumeOptions"] = {**options, "Labels": {**(options.get("Labels") or {}), **self.objects.labels}}
                if source:
                    yield source
            elif kind != "tmpfs":
                raise Refused(f"a mount of the kind {kind} reaches out of the container")

    def _folder(self, source: str) -> None:
        if source.endswith(_SOCKETS) or "docker_engine" in source:
            raise Refused("a container that gets the engine's own socket rules the whole machine")
        place = Path(source).resolve()
        if not place.is_relative_to(self.folder.resolve()):
            raise Refused(
                f"{source} lies outside of the script's own folder: use a named volume, or a file of the folder"
            )

    def _volume(self, name: str) -> None:
        owned = self.objects.owns_volume(name)
        if owned is False:
            raise Refused(f"the volume {name} is not one that this script made")
        if owned is None:
            self.objects.make_volume(name)

    def _own_container(self, name: str, does: str) -> None:
        if self.objects.owns_container(name) is False:
            raise Refused(f"the container {does} {name}, which this script did not make")
