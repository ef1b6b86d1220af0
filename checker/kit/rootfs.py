"""Make the file tree of a stand-in from Debian packages, with mmdebstrap and the machine's own mirror."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from checker.engine import apt, apt_sources, host
from checker.engine.stream import Patience, follow
from checker.errors import EnvironmentFault
from checker.kit.recipe import HERE, LEFT_OUT, SUITE, Recipe

#: Seconds for all of it; a slow mirror is the usual reason for more than 30.
DEADLINE = 1200.0

#: mmdebstrap's own lines that tell a person how far it is.
_STAGES = ("running apt-get update", "downloading packages", "installing", "extracting archives", "creating tarball")


def cannot() -> str:
    """Return why this machine cannot make stand-ins; empty where it can."""
    here = host.current()
    if not (here.system == "linux" and here.apt and here.distribution):
        return "this system has no Debian packages to make it from"
    return "" if here.root else "only root can make it from Debian packages"


def tools(say: Callable[[str], None]) -> None:
    """Install what makes a file tree, where it is missing. Raises EnvironmentFault."""
    here = host.current()
    wanted = apt.missing("mmdebstrap")
    if here.distribution == "ubuntu" and not Path("/usr/share/keyrings/debian-archive-keyring.gpg").exists():
        wanted.append("debian-archive-keyring")
    if wanted:
        say(f"installing {', '.join(wanted)}")
        apt.update()
        apt.install(wanted, say)


def make(recipe: Recipe, folder: Path, say: Callable[[str], None]) -> dict[str, str]:
    """Write `rootfs.tar` into a folder and return the packages in it: name to upstream version."""
    manifest = folder / "manifest"
    mirror = _mirror(folder)
    command = ["mmdebstrap", f"--variant={recipe.variant}"]
    if recipe.packages:
        command.append(f"--include={','.join(recipe.packages)}")
    if recipe.variant != "extract":
        command += [f"--dpkgopt={option}" for option in LEFT_OUT]
        command += _hooks(manifest, recipe)
    command += [SUITE, str(folder / "rootfs.tar"), *mirror]

    def heard(line: str) -> None:
        text = line.removeprefix("I: ").rstrip(".")
        if text.startswith(_STAGES):
            say(f"{recipe.reference}: {text}")

    environment = {"TMPDIR": str(folder), "LC_ALL": "C.UTF-8", **proxies(_apt_config())}
    ended = follow(command, heard, patience=Patience(DEADLINE), env=environment)
    if not ended.ok:
        raise EnvironmentFault(f"{recipe.reference} cannot be made from Debian packages: {apt.last_error(ended.out)}")
    return versions(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}


def _mirror(folder: Path) -> list[str]:
    """Return mmdebstrap's last argument: the machine's Debian mirror; mmdebstrap knows one where it has none."""
    here = host.current()
    sources = apt_sources.like(apt_sources.configured(), here.suite, SUITE) if here.distribution == "debian" else []
    if not sources:
        return []
    path = folder / "debian.sources"
    path.write_text(apt_sources.text_of(sources), encoding="utf-8")
    return [str(path)]


def _hooks(manifest: Path, recipe: Recipe) -> list[str]:
    """Return the hooks that list the packages and add what every image of Debian for containers has."""
    common = HERE / "images" / "common"
    listing = f'dpkg-query --admindir="$1/var/lib/dpkg" -W -f \'${{Package}} ${{Version}}\\n\' > "{manifest}"'
    hooks = [
        listing,
        f"copy-in {common / 'docker-clean'} /etc/apt/apt.conf.d",
        f"copy-in {common / 'policy-rc.d'} /usr/sbin",
        'chmod 755 "$1/usr/sbin/policy-rc.d"',
        *_extras(common, recipe),
        'rm -f "$1"/var/log/*.log "$1"/var/log/apt/* "$1"/var/cache/apt/*.bin',
        'rm -f "$1"/var/cache/debconf/*-old "$1/etc/hostname"',
    ]
    return [f"--customize-hook={hook}" for hook in hooks]


def _extras(common: Path, recipe: Recipe) -> list[str]:
    """Return the hooks that add a recipe's header files, and its packages for apt without a network."""
    hooks = []
    if recipe.headers:
        hooks.append(f'sh "{common / "headers"}" "$1" {recipe.headers}')
    if recipe.debs:
        hooks += [
            f'sh "{common / "debs"}" "$1" {" ".join(recipe.debs)}',
            f"copy-in {common / 'mirror'} /debs",
            'chmod 755 "$1/debs/mirror"',
            f"upload {common / 'debs.conf'} /etc/apt/apt.conf.d/debs",
            # The first source wins where both have a version: no download of what is here.
            f"upload {common / 'debs.sources'} /etc/apt/sources.list.d/00-debs.sources",
        ]
    return hooks


def versions(manifest: str) -> dict[str, str]:
    """Return package to upstream version from lines of `name epoch:upstream-revision`."""
    pairs = (line.split(" ", 1) for line in manifest.splitlines() if " " in line)
    return {name: version.rpartition(":")[2].rpartition("-")[0].partition("+")[0] for name, version in pairs}


def proxies(config: str) -> dict[str, str]:
    """Return the environment that carries apt's own proxies to mmdebstrap, from the text of `apt-config dump`."""
    wanted = {"Acquire::http::Proxy": "http_proxy", "Acquire::https::Proxy": "https_proxy"}
    found = {}
    for line in config.splitlines():
        name, _, value = line.partition(" ")
        if name in wanted and value.strip('";') not in {"", "DIRECT"}:
            found[wanted[name]] = value.strip('";')
    return found


def _apt_config() -> str:
    said = subprocess.run(
        ["apt-config", "dump", "Acquire::http::Proxy", "Acquire::https::Proxy"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return said.stdout
