"""The default bridge gets an address of its own once, and keeps one that somebody has given it."""

import subprocess
import sys
from pathlib import Path

import pytest

from checker.engine.bridge import settle
from checker.places import ROOT

#: Makes a bridge in a network of its own, and settles it twice.
SCENE = """
import fcntl, pathlib, socket
from checker.engine.bridge import settle
with socket.socket() as control:
    fcntl.ioctl(control, 0x89A0, b"ship0".ljust(16, bytes(1)))
place = pathlib.Path("/sys/class/net/ship0")
before = (place / "address").read_text()
print(settle("ship0"), (place / "address").read_text() != before, (place / "addr_assign_type").read_text().strip())
kept = (place / "address").read_text()
print(settle("ship0"), (place / "address").read_text() == kept, kept.startswith("02:42:"))
"""


@pytest.mark.engine
def test_a_bridge_gets_its_own_address() -> None:
    """The first call sets it, the second leaves it."""
    command = 'mount -t sysfs none /sys && exec "$0" -c "$1"'
    said = subprocess.run(
        ["unshare", "--net", "--mount", "sh", "-c", command, sys.executable, SCENE],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert said.stdout.splitlines() == ["True True 3", "False True True"], said.stderr


def test_no_bridge_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engine's bridge is elsewhere, in a virtual machine, there is nothing to do."""
    monkeypatch.setattr("checker.engine.bridge.INTERFACES", tmp_path)
    assert not settle()
