"""Exercise 02's shipments: the same everywhere, different from each other, and readable in one way only."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from checker.api.shipping.shipment import Shipment
from checker.exercises.ex02_read_an_image import OFF
from checker.places import ROOT

NUMBERS = [*range(1, 120), 4711, Shipment.LARGEST]
#: What shipment 4711 is packed of, file by file: learners have its like in their engines.
PACKED = "84835793b1da5964bc1f5d362fe64a8646e07d88e530313ec7342924164d40b5"

each = pytest.mark.parametrize("number", NUMBERS)


def answers(shipment: Shipment) -> tuple[object, ...]:
    """Return what a learner finds out about a shipment."""
    return (
        shipment.users[1], shipment.ports[1], shipment.colonies[1], shipment.entrypoint, shipment.command,
        shipment.hands_over, shipment.roles[0], shipment.words[0], added(shipment), shipment.processor,
    )  # fmt: skip


def added(shipment: Shipment) -> int:
    """Return the bytes of its layers: what the boxes bring, and the copy that chmod makes."""
    return shipment.visible + shipment.hidden


def test_a_number_means_the_same_everywhere(tmp_path: Path) -> None:
    """Not a byte depends on the machine, on the version of Python, or on the day."""
    Shipment(4711).write(tmp_path / "crate", "base")
    Shipment(4711).write_beacon(tmp_path / "beacon")
    digest = hashlib.sha256()
    for path in sorted(tmp_path.rglob("*")):
        digest.update(path.relative_to(tmp_path).as_posix().encode() + (path.read_bytes() if path.is_file() else b""))
    assert digest.hexdigest() == PACKED


def test_answers_of_another_shipment_are_wrong() -> None:
    """Whoever copies a neighbour's answers has few of them right, whoever the neighbour is."""
    sheets = [answers(Shipment(number)) for number in NUMBERS]
    right = [sum(a == b for a, b in zip(one, two, strict=True)) for one in sheets for two in sheets if one is not two]
    assert max(right) <= 5
    assert sum(right) / len(right) < 1.5


@each
def test_what_is_mixed_up_differs(number: int) -> None:
    """What the image had at first is not what it has in the end, and each box has a part of its own."""
    shipment = Shipment(number)
    for first, last in (shipment.users, shipment.ports, shipment.colonies, shipment.words):
        assert first != last
    assert sorted(shipment.roles) == sorted(shipment.boxes)
    assert len(set(shipment.boxes)) == 4


@each
def test_wrong_sizes_are_not_near_the_right_one(number: int) -> None:
    """What a container sees, and each single layer, are further off than engines are from each other."""
    shipment = Shipment(number)
    size = added(shipment)
    assert all(abs(other - size) > 2 * OFF * size for other in (shipment.visible, *shipment.loads))


def test_both_kinds_of_first_process_come_up() -> None:
    """Nobody who always gives the same answer is right."""
    assert {Shipment(number).hands_over for number in NUMBERS} == {True, False}
    assert len({Shipment(number).platform for number in NUMBERS}) == 4


FAKE = """#!{python}
import pathlib, sys
folder = pathlib.Path(sys.argv[-1])
label = [line for line in (folder / "Dockerfile").read_text().splitlines() if line.startswith("LABEL")]
with open({log!r}, "a") as log:
    print(*sys.argv[1:-1], *label, file=log)
"""


def test_unloading_draws_a_number_once(tmp_path: Path) -> None:
    """The starter's script notes a number, builds both images of it, and keeps the number afterwards."""
    (tmp_path / "bin").mkdir()
    fake, log = tmp_path / "bin" / "docker", tmp_path / "log"
    fake.write_text(FAKE.format(python=sys.executable, log=str(log)), encoding="utf-8")
    fake.chmod(0o755)
    course = tmp_path / "course"
    folder = course / "exercises" / "02-read-an-image"
    folder.mkdir(parents=True)
    for name in ("unload.py", "answers.toml"):
        (folder / name).write_bytes((ROOT / "exercises" / "02-read-an-image" / name).read_bytes())
    (course / "checker").symlink_to(ROOT / "checker")
    before = (folder / "answers.toml").read_text(encoding="utf-8")

    def unload() -> str:
        env = {"PATH": str(tmp_path / "bin"), "SHIP_STATE": str(tmp_path / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, str(folder / "unload.py")]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.splitlines()[0]

    first = unload()
    number = first.removeprefix("Shipment ")
    after = (folder / "answers.toml").read_text(encoding="utf-8")
    assert 1 <= int(number) <= Shipment.LARGEST
    assert after == before.replace("shipment = 0", f"shipment = {number}")
    assert unload() == first
    builds = log.read_text(encoding="utf-8").splitlines()
    label = f'LABEL org.rookery.shipment="{number}"'
    platform = Shipment(int(number)).platform
    crate = f"build --quiet --tag rookery/crate {label}"
    beacon = f"build --quiet --tag rookery/beacon --platform {platform} {label}"
    assert builds == [crate, beacon] * 2
