"""What this machine is: its system, its distribution, whether it has an init, whether we are root."""

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Host:
    """The facts that decide how this machine gets an engine."""

    system: str
    """`linux`, `darwin`, `win32`."""
    distribution: str = ""
    """The ID of os-release: `debian`, `ubuntu`; `debian` for what is like Debian and names its suite."""
    suite: str = ""
    """The code name of the release: `bookworm`."""
    root: bool = False
    wsl: bool = False
    systemd: bool = False
    apt: bool = False
    dockerd: bool = False

    @property
    def installs(self) -> bool:
        """Whether we can install packages here: root, apt, Debian or Ubuntu, its own kernel."""
        return self.system == "linux" and self.root and self.apt and not self.wsl and bool(self.distribution)


def os_release(text: str) -> Mapping[str, str]:
    """Return the fields of an os-release file's text."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def family(release: Mapping[str, str]) -> str:
    """Return `debian` or `ubuntu` for these fields of os-release, "" for another distribution."""
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for name in names if name in {"debian", "ubuntu"}), "")


def current() -> Host:
    """Return the facts about the machine that this process runs on."""
    if sys.platform != "linux":
        return Host(system=sys.platform)
    release = os_release(_read("/etc/os-release"))
    return Host(
        system="linux",
        distribution=family(release),
        suite=release.get("VERSION_CODENAME", ""),
        root=os.geteuid() == 0,
        wsl="microsoft" in platform.release().lower(),
        systemd=Path("/run/systemd/system").is_dir(),
        apt=shutil.which("apt-get") is not None,
        dockerd=which_dockerd() is not None,
    )


def which_dockerd() -> str | None:
    """Return where dockerd is, also where the PATH of a plain user does not look."""
    return shutil.which("dockerd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
