"""Newer releases of packages, as an index will have them one day: wheels of the next version, and of version 99.0.

Most are empty, because whoever installs one by mistake is told of its version. Those that other tools run on are made
from today's. For that the file runs by itself, without the rest of the checker, where pip finds packages:
`python releases.py FOLDER NAME...`.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

#: No package of the course comes near it.
VERSION = "99.0"

_KIND = "Wheel-Version: 1.0\nGenerator: shipyourmodel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_VERSION_LINE = re.compile(rb"^Version: .*$", re.MULTILINE)


def newer_than(version: str) -> tuple[str, ...]:
    """Return the releases that come after a version: the nearest one, which `~=` and `<2` let in, and a far one."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    before, dot, last = numbers[0].rpartition(".") if numbers else ("", "", "")
    return (f"{before}{dot}{int(last) + 1}", VERSION) if last else (VERSION,)


def write_empty(name: str, folder: Path, version: str = VERSION) -> None:
    """Write the wheel of a package that holds no module into a folder."""
    home = f"{_escaped(name)}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    _write(name, version, folder, {f"{home}/METADATA": about.encode(), f"{home}/WHEEL": _KIND.encode()})


def write_renewed(wheel: Path, folder: Path, newer: str = VERSION) -> None:
    """Write a wheel with the contents of another one into a folder, under a newer version."""
    name, version = wheel.name.split("-")[:2]
    old, new = f"{name}-{version}.dist-info/", f"{name}-{newer}.dist-info/"
    with zipfile.ZipFile(wheel) as source:
        files = {member.replace(old, new): source.read(member) for member in source.namelist()}
    del files[f"{new}RECORD"]
    files[f"{new}METADATA"] = _VERSION_LINE.sub(f"Version: {newer}".encode(), files[f"{new}METADATA"], count=1)
    _write(name, newer, folder, files)


def _escaped(name: str) -> str:
    """Return a package's name as the file names of wheels have it."""
    return re.sub(r"[-_.]+", "_", name).lower()


def _write(name: str, version: str, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a wheel with these files and the list of them; the same input gives the same bytes."""
    record = f"{_escaped(name)}-{version}.dist-info/RECORD"
    lines = "".join(f"{path},,\n" for path in [*files, record])
    with zipfile.ZipFile(folder / f"{_escaped(name)}-{version}-py3-none-any.whl", "w") as wheel:
        for path, contents in {**files, record: lines.encode()}.items():
            wheel.writestr(zipfile.ZipInfo(path), contents)


def main(folder: Path, names: Sequence[str]) -> None:
    """Write the newer releases of packages that pip finds today; where it finds none, there are none."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as today:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", today, *names], check=False)
        for wheel in Path(today).glob("*-none-any.whl"):
            for version in newer_than(wheel.name.split("-")[1]):
                write_renewed(wheel, folder, version)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
