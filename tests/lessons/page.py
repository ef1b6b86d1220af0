"""Find a page's console blocks and execute them with an evaluator of our own for Sybil."""

import os
import re
import shutil
import sys
from itertools import pairwise
from pathlib import Path

from sybil import Example
from sybil.document import Document
from sybil.parsers.markdown import CodeBlockParser

from checker.engine.command import docker

from .belongings import Belongings, unnamed
from .session import Session
from .transcript import Step, matches, steps

ROOT = Path(__file__).parents[2]

_COMMENT = re.compile(r"<!--\s*(skip|fails)(?::\s*((?:(?!-->).)*?))?\s*-->\s*$", re.DOTALL)
_COPIED = ("exercises", "solutions", "docs/examples", "checker")
# The sessions are thin: `nox -s NAME -- ARGS` is `python -m checker NAME ARGS` with that session's packages,
# which are the ones that run the tests. The sessions themselves are proved by the tests of the noxfile.
_NOX = """nox() {{ local name=$2; shift 2; [ "$1" = -- ] && shift; {python} -m checker "$name" "$@"; }}"""


def pages() -> list[Path]:
    """Return the pages that may hold console blocks, relative to the repository."""
    found = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "exercises").glob("*/README.md")]
    return sorted(path.relative_to(ROOT) for path in found)


def blocks(page: Path) -> list[Example]:
    """Return the page's console blocks in order."""
    return list(Document.parse(str(ROOT / page), CodeBlockParser("console", _refuse)))


def _refuse(example: Example) -> str:
    message = f"{example.path}:{example.line} belongs to a session"
    raise RuntimeError(message)


def remark(example: Example, kind: str) -> str | None:
    """Return the text of the comment `<!-- kind: text -->` right before a block, or None where there is none."""
    found = _COMMENT.search(example.document.text[: example.region.start])
    return (found[2] or "") if found and found[1] == kind else None


def workplace(folder: Path) -> Path:
    """Make what a reader has: a fresh copy of the course's folder, with what its commands need."""
    place = folder / "ship-your-model"
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def stacks(place: Path) -> list[str]:
    """Remove what the stacks of the compose files below a folder have made, and return the names of those that ran."""
    files = [str(file) for file in sorted(place.rglob("compose.yaml"))]
    left = [file for file in files if docker("compose", "-f", file, "ps", "--all", "--quiet").out]
    for file in files:
        docker("compose", "-f", file, "down", "--volumes", "--rmi", "local", "--timeout", "0", deadline=60.0)
    return [f"stack {Path(file).parent.name}" for file in left]


class Reader:
    """Somebody who types a page's commands, one after the other, and compares what they see."""

    def __init__(self, folder: Path) -> None:
        """Work in a fresh copy below `folder`."""
        self.executed = 0
        self.skipped: list[str] = []
        self.belongings = Belongings()
        self._place = workplace(folder)
        self._composed = False
        # A reader types `python`; here that is the one that runs the tests.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._session = Session(self._place, folder, {"PATH": path})
        self._session.run(_NOX.format(python=sys.executable))

    def close(self) -> list[str]:
        """End the session, remove what the page made, and return what is still there."""
        self._session.__exit__(None, None, None)
        return [*self.belongings.remove(), *(stacks(self._place) if self._composed else [])]

    def read(self, examples: list[Example]) -> None:
        """Execute the blocks in order; stop at the first that differs."""
        for example in examples:
            reason = remark(example, "skip")
            if reason is not None:
                self.skipped.append(f"{example.path}:{example.line}: {reason}")
                continue
            self._block(example)
            self.executed += 1

    def _block(self, example: Example) -> None:
        found = steps(example.parsed)
        allowed = {id(step) for step in found} if remark(example, "fails") is not None else _followed(found)
        for step in found:
            where = f"{example.path}:{example.line + 1 + step.line}"
            assert not unnamed(step.command), f"{where}: nothing removes what this makes: {step.command}"
            self.belongings.before(step.command)
            self._composed = self._composed or "docker compose" in step.command
            seen, status = self._session.run(step.command)
            self.belongings.after()
            assert matches(step.expected, seen.splitlines()), difference(where, step, seen)
            assert status == 0 or id(step) in allowed, f"{where}: exit status {status} of: {step.command}\n{seen}"


def _followed(found: list[Step]) -> set[int]:
    """Return the steps that may fail, because the next one shows their exit status."""
    return {id(step) for step, following in pairwise(found) if following.command == "echo $?"}


def difference(where: str, step: Step, seen: str) -> str:
    """Return what a failed block says: file and line, the command, expected and seen output whole."""
    expected = "\n".join(step.expected)
    return f"{where}: $ {step.command}\n--- expected\n{expected}\n--- seen\n{seen}"
