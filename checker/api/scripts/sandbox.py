"""Where an attempt's scripts run: copies of folders, an environment of ours, and the gate before the engine."""

import json
import os
import secrets
import shlex
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.api.attempt import Attempt
from checker.engine.container import output_of
from checker.engine.gate.gate import Gate

#: What a script gets of this machine's own variables: without them programs do not start, or print other letters.
_HANDED_ON = ("LANG", "LC_ALL", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES", "SYSTEMDRIVE", "SYSTEMROOT", "TZ", "WINDIR")

#: The docker command in front of the real one: what it builds carries our labels. BuildKit's prune goes past the gate's
#: rules; another one in its place does not, and is refused.
_DOCKER = """\
#!/bin/sh
case "$1 $2" in
"buildx prune" | "builder prune") exec {docker} container prune --force ;;
"buildx build" | "image build" | "builder build") group=$1; shift 2; exec {docker} "$group" build {labels} "$@" ;;
"build "*) shift; exec {docker} build {labels} "$@" ;;
esac
exec {docker} "$@"
"""


@dataclass(frozen=True)
class Made:
    """A container that a script has made: its name, the id of its image, whether it runs, its ports of the machine."""

    name: str
    image: str
    running: bool
    published: tuple[int, ...] = ()


def _published(listed: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the ports of the machine in the engine's list, each once: it has one entry for each of its addresses."""
    return tuple(sorted({port["PublicPort"] for port in listed.get("Ports") or [] if "PublicPort" in port}))


class Sandbox:
    """One for each attempt, made when its first script is found and gone with the attempt.

    It stops accidents. A script is a program on this machine: whoever grades strangers does so on a machine of its own.
    """

    def __init__(self, attempt: Attempt) -> None:
        """Open the gate and lay out the folders."""
        self._attempt = attempt
        self._top = attempt.new_folder()
        self._copies: dict[tuple[Path, str], Path] = {}
        self.gate = Gate(attempt.labels, self._top)
        self._bin = self._top / "bin"
        self._bin.mkdir()
        self._front()

    def close(self) -> None:
        """Close the gate; what scripts have made goes away."""
        self.gate.close()

    def move(self) -> None:
        """Be another machine: what scripts have made on this one, and have kept in their home, is not there."""
        self.gate.objects.remove()
        shutil.rmtree(self._home, ignore_errors=True)

    @property
    def _home(self) -> Path:
        return self._top / "home"

    def containers(self) -> list[Made]:
        """Return the containers that scripts have made, running or not."""
        return [
            Made(one["Names"][0].lstrip("/"), one["ImageID"], one["State"] == "running", _published(one))
            for one in self.gate.objects.containers()
            if one.get("Names")
        ]

    def remove(self, container: Made) -> None:
        """Remove a container that a script has made, whatever it is doing."""
        self.gate.objects.remove_container(container.name)

    def names(self) -> list[str]:
        """Return what the containers, networks and volumes are called that scripts have made and named."""
        return [f"the {kind} {name}" for kind, name in self.gate.objects.names()]

    def logs(self, container: str) -> str:
        """Return what a container has printed; empty where there is none any more."""
        return output_of(container)

    def copy_of(self, folder: Path, place: str = "") -> Path:
        """Return the copy of a folder that its scripts run in: one for each place, with files that they share."""
        if (folder, place) not in self._copies:
            # A number would tell a script how often it has run.
            copy = self._top / secrets.token_hex(4) / self._attempt.exercise
            shutil.copytree(folder, copy, symlinks=True)
            self._copies[folder, place] = copy
        return self._copies[folder, place]

    def new_folder(self, name: str) -> Path:
        """Return a new empty folder, for what scripts write and containers may mount."""
        place = self._top / name
        place.mkdir(parents=True)
        return place

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return the whole environment of a script: no token and no setting of this machine is in it."""
        home = self._home
        home.mkdir(exist_ok=True)
        here = {name: value for name in _HANDED_ON if (value := os.environ.get(name))}
        places = [str(self._bin), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        return {
            **here,
            "PATH": os.pathsep.join(places),
            "HOME": str(home),
            "USERPROFILE": str(home),
            "TMPDIR": str(home),
            "TEMP": str(home),
            "TMP": str(home),
            "DOCKER_CONFIG": str(self._config(home)),
            "DOCKER_HOST": self.gate.address,
            "DOCKER_CLI_HINTS": "false",
            "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "PYTHONNOUSERSITE": "1",
            **more,
        }

    @staticmethod
    def _config(home: Path) -> Path:
        """Return a configuration of the docker command that knows this machine's plug-ins, and no password."""
        place = home / ".docker"
        if not place.exists():
            real = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")
            plugins = [str(real / "cli-plugins")]
            # Most configurations name no other place.
            with suppress(OSError, ValueError, KeyError, TypeError):
                plugins += json.loads((real / "config.json").read_text(encoding="utf-8"))["cliPluginsExtraDirs"]
            place.mkdir()
            (place / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": plugins}), encoding="utf-8")
        return place

    def _front(self) -> None:
        """Put the docker command of ours in front, where scripts of this kind can be one."""
        real = shutil.which("docker")
        if sys.platform == "win32" or not real:
            return
        options = " ".join(shlex.quote(f"--label={name}={value}") for name, value in self.gate.objects.labels.items())
        command = self._bin / "docker"
        command.write_text(_DOCKER.format(docker=shlex.quote(real), labels=options), encoding="utf-8")
        command.chmod(0o755)
