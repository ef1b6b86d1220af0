"""Unload your shipment: build the images rookery/crate and rookery/beacon, and note its number in answers.toml.

Type in the course's folder: python exercises/02-read-an-image/unload.py
"""

import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = HERE.parents[1]
sys.path.insert(0, str(COURSE))

from checker.api.shipping.shipment import Shipment  # noqa: E402  (found by the line above)
from checker.places import WORKSPACES  # noqa: E402
from checker.versions import image  # noqa: E402

ANSWERS = HERE / "answers.toml"
NUMBER = re.compile(rb"^(?P<before>\s*shipment\s*=\s*)[\"']?(?P<number>\d*)[\"']?", re.MULTILINE)


def number() -> int:
    """Return the number in answers.toml; where there is none yet, draw one and write it there."""
    text = ANSWERS.read_bytes() if ANSWERS.is_file() else b""
    line = NUMBER.search(text)
    if not line:
        sys.exit("There is no line `shipment = 0` in answers.toml, saved as UTF-8. Type: nox -s reset -- 02")
    found = int(line["number"] or 0)
    if not found:
        found = 1 + secrets.randbelow(Shipment.LARGEST)
        ANSWERS.write_bytes(text[: line.end("before")] + str(found).encode() + text[line.end() :])
    if found > Shipment.LARGEST:
        sys.exit(f"There is no shipment {found}. Write `shipment = 0` into answers.toml to get a new one.")
    return found


def build(name: str, folder: Path, *options: str) -> None:
    """Build a folder's Dockerfile and give the image a name."""
    command = ["docker", "build", "--quiet", "--tag", name, *options, str(folder)]
    try:
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    except FileNotFoundError:
        sys.exit("The docker command is not on this machine. Type: nox -s doctor")
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        sys.exit(f"{name} was not built: {said[-1]} Type: nox -s doctor")
    print(f"{name} is unloaded")


def main() -> None:
    """Unload the shipment."""
    shipment = Shipment(number())
    print(f"Shipment {shipment.number}")
    WORKSPACES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shipment-", dir=WORKSPACES) as folder:
        crate, beacon = Path(folder) / "crate", Path(folder) / "beacon"
        shipment.write(crate, image("python"))
        shipment.write_beacon(beacon)
        build("rookery/crate", crate)
        build("rookery/beacon", beacon, "--platform", shipment.platform)
    print("Now look: docker image inspect rookery/crate")


if __name__ == "__main__":
    main()
