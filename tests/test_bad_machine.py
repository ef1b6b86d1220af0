"""When the machine breaks: not graded, exit status 3, said in one line, and never counted against the learner."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.engine.command import docker
from checker.places import ROOT
from checker.versions import image
from tests.command import HANG, Ended, check, environment, start, wait_for_line
from tests.second_engine import SecondEngine, second_engine

pytestmark = pytest.mark.engine

HELLO = "FROM python:3.13-slim\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of exercise 01 in an empty submission."""
    made = tmp_path / "submission" / "01-hello-container"
    made.mkdir(parents=True)
    return made


def bring_base(host: str, tmp_path: Path) -> None:
    """Carry the base image from this machine's engine to another one."""
    archive = tmp_path / "base.tar"
    assert docker("save", "--output", str(archive), image("python"), deadline=HANG).ok
    assert docker("--host", host, "load", "--input", str(archive), deadline=HANG).ok


def expect_not_graded(ended: Ended, *said: str) -> None:
    """Assert that nothing was counted, with these words."""
    assert ended.status == 3, ended.said
    for part in said:
        assert part in ended.said
    assert "Traceback" not in ended.said
    for exercise in ended.report.get("exercises", []):
        assert exercise["outcome"] == "not graded"
        assert not [entry for entry in exercise["checks"] if entry["outcome"] == "failed"]


def test_no_engine(folder: Path) -> None:
    """One line, which names the next command."""
    (folder / "Dockerfile").write_text(HELLO, encoding="utf-8")
    ended = check(folder.parent, env=environment(DOCKER_HOST="unix:///nowhere/docker.sock"))
    expect_not_graded(ended, "No container engine answers. Type: nox -s engine")
    assert len(ended.said.splitlines()) == 1


def test_no_docker_command(folder: Path, tmp_path: Path) -> None:
    """A machine without the command is told the same way."""
    (folder / "Dockerfile").write_text(HELLO, encoding="utf-8")
    ended = check(folder.parent, env=environment(PATH=str(tmp_path)))
    expect_not_graded(ended, "nox -s engine")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 800 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=800m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_disk_full(folder: Path, small_disk: Path, tmp_path: Path) -> None:
    """A build that finds no room is not the learner's fault."""
    (folder / "Dockerfile").write_text(HELLO + "RUN head -c 2G /dev/zero > /filler\n", encoding="utf-8")
    with second_engine(small_disk) as engine:
        bring_base(engine.host, tmp_path)
        ended = check(folder.parent, env=engine.environment)
    expect_not_graded(ended, "disk", "full")


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[SecondEngine]:
    """Return an engine with the base image, to be stopped half way."""
    with second_engine() as engine:
        bring_base(engine.host, tmp_path)
        yield engine


@pytest.mark.parametrize(
    ("phase", "dockerfile"),
    [
        ("building [2/2] RUN", HELLO + "RUN sleep 60\n"),
        ("running", HELLO + 'CMD ["sleep", "60"]\n'),
    ],
    ids=["while building", "while running"],
)
def test_the_engine_stops_half_way(folder: Path, fragile: SecondEngine, phase: str, dockerfile: str) -> None:
    """In each phase the run says so, and ends soon."""
    (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    env = {**environment(SHIP_DEADLINES="finish=30"), "DOCKER_HOST": fragile.host, "SHIP_PHASES": "all"}
    process = start("--fresh", "--submission", str(folder.parent), env=env)
    wait_for_line(process, phase)
    fragile.stop()
    out, err = process.communicate(timeout=HANG)
    expect_not_graded(Ended(process.returncode, out, err, {}), "container engine", "nox -s engine")


def test_our_own_fault_says_so(folder: Path) -> None:
    """A check that breaks is ours: not graded, with a request to report it."""
    (folder / "Dockerfile").write_text('FROM busybox:1.37\nCMD ["echo", "Hello"]\n', encoding="utf-8")
    code = (
        "import sys, checker.grading.pool as pool\n"
        "pool.WORKER = [sys.executable, '-c', 'import sys; sys.stdin.readline(); sys.exit(9)']\n"
        "from checker.cli import main\n"
        "sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "check", "--fresh", "--submission", str(folder.parent)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANG, check=False)
    assert ended.returncode == 3
    assert "our fault" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
