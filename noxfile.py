"""The sessions: thin. Each calls `python -m checker COMMAND` and ends with that command's own exit status."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["check"]

HERE = Path(__file__).parent
LOCK = ("pyproject.toml", "constraints.txt")
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def environment(group: str) -> str:
    """Return the Python of a dependency group's environment; install only when the lock has changed."""
    folder = HERE / ".nox" / group
    stamp = folder / "installed"
    content = b"".join((HERE / name).read_bytes() for name in LOCK)
    want = f"{sys.version}\n{hashlib.sha256(content).hexdigest()}\n"
    python = folder / SCRIPTS / "python"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != want:
        print(f"Installing the {group} environment (once, until {' or '.join(LOCK)} changes)...", flush=True)
        subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--group", group, "--constraint", "constraints.txt"], check=True, cwd=HERE)
        stamp.write_text(want, encoding="utf-8")
    return str(python)


def run(*command: str) -> None:
    """Run a command in the project's folder and end with its status. When interrupted, it cleans up: wait for it."""
    # Compiled modules are kept, whatever this machine does elsewhere: every start is a tenth of a second faster.
    compiled = {"PYTHONPYCACHEPREFIX": str(HERE / ".nox" / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(command, cwd=HERE, env={**os.environ, **compiled})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            status = process.wait()
            break
        except KeyboardInterrupt:
            continue
    if status:
        raise SystemExit(status)


def checker(command: str, *arguments: str, group: str = "course") -> None:
    """Run a command of the checker."""
    run(environment(group), "-m", "checker", command, *arguments)


@nox.session(venv_backend="none")
def engine(session: nox.Session) -> None:
    """Make a container engine answer; install Docker on a bare Debian or Ubuntu."""
    checker("engine")


@nox.session(venv_backend="none")
def doctor(session: nox.Session) -> None:
    """Tell whether this machine can take the course."""
    checker("doctor")


@nox.session(venv_backend="none")
def check(session: nox.Session) -> None:
    """Grade: nox -s check -- [NAME...] [--submission DIR] [--json FILE] [--junit FILE] [--fresh] [--seed N]."""
    checker("check", *session.posargs)


@nox.session(venv_backend="none")
def watch(session: nox.Session) -> None:
    """Grade again at every save: nox -s watch -- [NAME]; keys: hint, list, next, quit."""
    checker("watch", *session.posargs)


@nox.session(venv_backend="none")
def hint(session: nox.Session) -> None:
    """Show one more hint: nox -s hint -- NAME."""
    checker("hint", *session.posargs)


@nox.session(venv_backend="none")
def reset(session: nox.Session) -> None:
    """Go back to the starter, with a backup: nox -s reset -- NAME."""
    checker("reset", *session.posargs)


@nox.session(venv_backend="none")
def solution(session: nox.Session) -> None:
    """Compare with our answer after passing: nox -s solution -- NAME."""
    checker("solution", *session.posargs)


@nox.session(venv_backend="none")
def progress(session: nox.Session) -> None:
    """Show how far you are."""
    checker("progress", *session.posargs)


@nox.session(venv_backend="none")
def kit(session: nox.Session) -> None:
    """Make, save or load the workshop kit: nox -s kit -- build | save FILE | load FILE."""
    checker("kit", *session.posargs)


@nox.session(venv_backend="none")
def docs(session: nox.Session) -> None:
    """Build the site, strictly, into .course/site."""
    checker("docs", *session.posargs, group="dev")


@nox.session(venv_backend="none")
def serve(session: nox.Session) -> None:
    """Serve the site on this machine."""
    checker("serve", *session.posargs, group="dev")


@nox.session(venv_backend="none")
def bench(session: nox.Session) -> None:
    """Measure grading against the raw engine, as ratios."""
    checker("bench", "--nox", sys.executable, *session.posargs)


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Prove the project: lint, types, fast tests, exercises, lessons and pages, on a real engine and browser."""
    python = environment("dev")
    run(python, "-m", "tests", *session.posargs)


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Write constraints.txt anew from pyproject.toml: exact versions and hashes, no addresses."""
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--upgrade",
    ]
    groups = ["--group", "dev", "--group", "lock"]
    run(environment("lock"), "-m", "uv", "pip", "compile", *options, *groups, "--output-file", "constraints.txt")
