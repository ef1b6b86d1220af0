"""Which ports that the lessons use are free, and which process holds those that are not."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from checker.doctor.finding import Finding, fine, warning
from checker.engine.inspection import publishing

#: The service's port in the lessons, and the registry's.
PORTS = (8000, 5000)

# The columns of /proc/net/tcp, and the state of a socket that listens.
_ADDRESS, _STATE, _INODE = 1, 3, 9
_LISTENS = "0A"


def judge(port: int, container: Callable[[int], str] = publishing) -> Finding:
    """Judge one port. Grading takes ports that are free, so a held one only changes what you type in a lesson."""
    need = f"port {port}"
    if is_free(port):
        return fine(need, "free")
    if name := container(port):
        return warning(need, f"held by the container {name}", f"docker stop {name}, or publish another port")
    who = holder(port)
    if port == 5000 and sys.platform == "darwin" and "control" in who.lower():
        how = "turn AirPlay Receiver off (System Settings, General, AirDrop and Handoff), or publish another port"
        return warning(need, f"held by AirPlay Receiver ({who})", how)
    return warning(
        need, f"held by {who or 'a process that this account cannot see'}", "end it, or publish another port"
    )


def is_free(port: int) -> bool:
    """Return whether a process could listen on a port, on the loopback address and on all addresses."""
    return all(_binds(address, port) for address in ("127.0.0.1", ""))


def _binds(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """Return the process that listens on a port, as `name (pid 12)`; empty where it cannot be seen."""
    if sys.platform == "linux":
        tables = [_read(Path("/proc/net") / name) for name in ("tcp", "tcp6")]
        return _process_of(inodes(tables, port))
    if sys.platform == "win32":
        return _netstat(_output("netstat", "-ano", "-p", "tcp"), port)
    return lsof(_output("lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"))


def inodes(tables: Iterable[str], port: int) -> set[str]:
    """Return the sockets that listen on a port, from the text of /proc/net/tcp and tcp6."""
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    listening = [row for row in rows if row[_STATE] == _LISTENS]
    return {row[_INODE] for row in listening if int(row[_ADDRESS].rpartition(":")[2], 16) == port}


def _process_of(sockets: set[str]) -> str:
    wanted = {f"socket:[{inode}]" for inode in sockets}
    for process in Path("/proc").iterdir() if wanted else []:
        if process.name.isdigit() and _holds(process, wanted):
            return f"{_read(process / 'comm').strip()} (pid {process.name})"
    return ""


def _holds(process: Path, wanted: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in wanted for link in (process / "fd").iterdir())
    except OSError:
        return False


def lsof(text: str) -> str:
    """Return the process in the text of `lsof -Fpc`."""
    fields = {line[0]: line[1:] for line in reversed(text.splitlines()) if line}
    return f"{fields['c']} (pid {fields['p']})" if {"c", "p"} <= fields.keys() else ""


def _netstat(text: str, port: int) -> str:
    rows = [line.split() for line in text.splitlines() if "LISTENING" in line]
    pid = next((row[-1] for row in rows if row[1].endswith(f":{port}")), "")
    if not pid:
        return ""
    named = _output("tasklist", "/fi", f"PID eq {pid}", "/fo", "csv", "/nh")
    return f"{named.split(',')[0].strip().strip(chr(34)) or 'a process'} (pid {pid})"


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
