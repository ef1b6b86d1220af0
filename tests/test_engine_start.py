"""Starting the engine: the pid file of a daemon that was killed does not keep the next one from starting."""

import os
import subprocess
from pathlib import Path

import pytest

from checker.deadline import wait_for
from checker.engine.start import forget_dead


def noted(folder: Path, pid: int) -> Path:
    """Return a pid file with this number."""
    path = folder / "docker.pid"
    path.write_text(f"{pid}\n", encoding="ascii")
    return path


def own_name() -> str:
    """Return what the kernel calls this process."""
    return Path("/proc/self/comm").read_text(encoding="utf-8").strip()


def test_a_living_daemon_keeps_its_file(tmp_path: Path) -> None:
    """Its number and its name are those of a process that runs."""
    path = noted(tmp_path, os.getpid())
    forget_dead(path, own_name())
    assert path.exists()


def test_a_number_that_somebody_else_has_now(tmp_path: Path) -> None:
    """The file goes: that process is not the daemon."""
    path = noted(tmp_path, os.getpid())
    forget_dead(path, "dockerd")
    assert not path.exists()


def test_a_daemon_that_nobody_has_reaped(tmp_path: Path) -> None:
    """A zombie has the daemon's number and name, and runs no more."""
    with subprocess.Popen(["sleep", "60"]) as process:
        process.kill()
        stat = Path(f"/proc/{process.pid}/stat")
        assert wait_for(lambda: ") Z " in stat.read_text(encoding="utf-8") or None, 5.0)
        path = noted(tmp_path, process.pid)
        forget_dead(path, "sleep")
        assert not path.exists()


@pytest.mark.parametrize("text", ["", "no number", "999999999"])
def test_a_file_that_says_nothing(tmp_path: Path, text: str) -> None:
    """It is left to the daemon, which takes it for what it is."""
    path = tmp_path / "docker.pid"
    path.write_text(text, encoding="ascii")
    forget_dead(path, "dockerd")
    assert path.exists()


def test_no_file(tmp_path: Path) -> None:
    """There is nothing to do."""
    forget_dead(tmp_path / "docker.pid", "dockerd")
