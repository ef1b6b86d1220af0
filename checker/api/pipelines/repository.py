"""A git repository made from a learner's folder, with commits of our own and fresh clones of them."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from checker.api.attempt import Attempt
from checker.engine.command import popen_options
from checker.errors import EnvironmentFault

#: Seconds that one git command may take.
GIT = 60.0

_BRANCH = "main"
#: Nothing of this machine's own configuration takes part: no hooks, no signatures, no other line endings.
_SETTINGS = (
    "-c", f"init.defaultBranch={_BRANCH}",
    "-c", "core.autocrlf=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "commit.gpgSign=false",
    "-c", "protocol.file.allow=always",
)  # fmt: skip
_PERSON = {"NAME": "The Rookery", "EMAIL": "rookery@example.org"}


class Repository:
    """The repository: its work tree starts as a copy of the attempt's folder, without a history of its own."""

    def __init__(self, attempt: Attempt) -> None:
        """Make it; nothing is committed yet. Raises EnvironmentFault where git is missing."""
        self._attempt = attempt
        self.workspace = attempt.copy()
        shutil.rmtree(self.workspace.folder / ".git", ignore_errors=True)
        self._git("init", "--quiet", place=self.workspace.folder)

    def commit(self, message: str) -> str:
        """Commit all that the work tree holds and return the id of the commit, whole."""
        self._git("add", "--all", place=self.workspace.folder)
        self._git("commit", "--quiet", "--allow-empty", "--message", message, place=self.workspace.folder)
        return self._git("rev-parse", "HEAD", place=self.workspace.folder).strip()

    def clone(self) -> Path:
        """Return a fresh clone of the last commit, as a pipeline checks it out: one commit, and nothing else."""
        folder = self._attempt.new_folder() / self._attempt.exercise
        source = self.workspace.folder.absolute().as_uri()
        self._git("clone", "--quiet", "--depth", "1", source, str(folder), place=folder.parent)
        return folder

    def _git(self, *words: str, place: Path) -> str:
        try:
            done = subprocess.run(
                ["git", *_SETTINGS, *words],
                cwd=place,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=GIT,
                check=False,
                **popen_options(),
            )
        except FileNotFoundError:
            raise EnvironmentFault("git is not on this machine. Install it, then type: nox -s doctor") from None
        except subprocess.TimeoutExpired:
            raise EnvironmentFault(f"`git {words[0]}` did not end in {GIT:.0f} s. Type: nox -s doctor") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise EnvironmentFault(f"`git {words[0]}` failed: {said[-500:]}")
        out: bytes = done.stdout
        return out.decode("utf-8", "replace")


def _environment() -> Mapping[str, str]:
    """Return the environment of git: ours without what points it to another repository, and a person who commits."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    person = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _PERSON.items()}
    return {**kept, **person, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
