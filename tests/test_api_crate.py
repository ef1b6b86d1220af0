"""Exercise 02's images in a real engine: it shows what the shipment's number promises, and nothing of it stays."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.shipping.crate import Crate
from checker.api.shipping.shipment import CARGO, Shipment
from checker.catalog import find
from checker.engine import labels
from checker.engine.command import docker
from checker.engine.image import diff_ids
from checker.engine.layers import LayerFile, files_above
from checker.engine.sweep import find as objects
from checker.exercises.ex02_read_an_image import OFF
from checker.outcomes import Outcome
from checker.places import SOLUTIONS
from checker.versions import image as base_image
from tests.answers import TESTS
from tests.grade import grade_all

pytestmark = pytest.mark.engine

NAME = "02-read-an-image"


@pytest.fixture(scope="module", params=[1883, 4711], ids=["stays", "hands-over"])
def crate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crate]:
    """A crate of each kind: one whose first script stays, and one whose script hands over."""
    run = f"test-{request.param}"
    with Attempt(NAME, tmp_path_factory.mktemp("crate"), 7, run, print) as attempt:
        yield Crate.open(attempt, Shipment(request.param), "127.0.0.1")
    assert not any(objects(f"{labels.RUN}={run}", dead=False).values())


def test_the_settings_are_the_shipments(crate: Crate) -> None:
    """User, environment, entry point and command."""
    shipment = crate.shipment
    assert crate.user == f"{shipment.users[1]}:{shipment.users[1] + 1}"
    assert crate.environment["COLONY"] == shipment.colonies[1]
    assert (crate.entrypoint, crate.command) == (shipment.entrypoint, shipment.command)


def test_process_1_is_who_the_script_leaves(crate: Crate) -> None:
    """With exec it is Python, without it is the shell that runs the script."""
    script = crate.entrypoint[0]
    service = ["python", "python3", "/usr/local/bin/python3.13", "keeper.py", "/srv/keeper.py"]
    first, other = (service, ["sh", script]) if crate.shipment.hands_over else (["sh", "/bin/sh", script], service)
    assert all(crate.is_first(word) for word in first)
    assert not any(crate.is_first(word) for word in [*other, "tini", "", "1"])
    assert all(crate.runs(word) for word in [*first, *other])


def test_the_layers_hold_what_the_shipment_says(crate: Crate) -> None:
    """The file lies in its box and in the changed copy, its namesake elsewhere; the deleted word is still there."""
    wanted, namesake, deleted, _ = crate.shipment.roles
    word = crate.shipment.words[0].encode()
    files = list(files_above(crate.image.id, len(diff_ids(base_image("python"))), [word]))
    boxes = crate.shipment.boxes
    assert places(files, f"{CARGO}/eggs.csv")[0] == boxes.index(wanted)
    assert len(places(files, f"{CARGO}/eggs.csv")) == 2
    assert places(files, f"{CARGO}/old/eggs.csv") == [boxes.index(namesake)]
    assert [(file.layer, file.path) for file in files if file.marks] == [(boxes.index(deleted), f"{CARGO}/route.txt")]
    seen = crate.service.execute("ls", CARGO).output.split()
    assert {"eggs.csv", "note.txt"} <= set(seen)
    assert not {"route.txt", "ballast.bin"} & set(seen)


def places(files: list[LayerFile], path: str) -> list[int]:
    """Return the layers that hold a file, the lowest first, counted from the base image."""
    return sorted(file.layer for file in files if file.path == path)


def test_the_engine_counts_what_the_shipment_adds(crate: Crate) -> None:
    """As near as learners on other engines have to come."""
    promised = crate.shipment.visible + crate.shipment.hidden
    assert abs(crate.added - promised) <= OFF / 2 * promised
    assert crate.whole > crate.added


@pytest.mark.parametrize("number", [3, 7, 311, 4711])
def test_the_beacon_is_for_its_processor(number: int, tmp_path: Path) -> None:
    """It can be built and inspected on a machine of another kind."""
    shipment = Shipment(number)
    shipment.write_beacon(tmp_path / "beacon")
    name = f"shipyourmodel-test/beacon:{number}"
    built = docker("build", "--quiet", "--platform", shipment.platform, "--tag", name, str(tmp_path / "beacon"))
    try:
        assert built.ok, built.err
        shown = docker("image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", name).out.strip()
        assert shown == f"linux/{shipment.processor[0]}"
    finally:
        docker("image", "rm", name)


def test_a_neighbours_answers_are_caught(tmp_path: Path) -> None:
    """The whole sheet of another shipment, under one's own number, is right nowhere."""
    theirs = (TESTS / "accepted" / NAME / "every-answer-a-text" / "answers.toml").read_text(encoding="utf-8")
    own = re.search(r"shipment = \d+", (SOLUTIONS / NAME / "answers.toml").read_text(encoding="utf-8"))
    assert own
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "answers.toml").write_text(re.sub(r'shipment = "\d+"', own[0], theirs), encoding="utf-8")
    result = grade_all({"copied": folder}, {"copied": find("02")}, seed=8, jobs=1)["copied"]
    passed = [check.check for check in result.checks if check.outcome is Outcome.PASSED]
    # Both shipments have a beacon for the same processor.
    assert passed == ["answers", "architecture"], [
        (check.check, check.outcome, check.message) for check in result.checks
    ]
