"""A step of a workflow: what it runs, when it does not, and whether it calls a script so that a failure is seen."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

from checker.api.attempt import Attempt
from checker.api.pipelines.rehearsal import FAILS, TOP, Step, rehearse
from checker.compose.node import Node

#: Conditions that do not hold at a push of a commit that passes.
_NEVER = re.compile(
    r"false|failure\(\)|cancelled\(\)|startswith\(\s*github\.ref\s*,\s*'refs/tags/?'\s*\)"
    r"|github\.event_name\s*==\s*'(?!push')\w+'|github\.event_name\s*!=\s*'push'|github\.ref_type\s*==\s*'tag'"
)
_EXPRESSION = re.compile(r"\$\{\{\s*(?P<name>.*?)\s*\}\}", re.DOTALL)
_GIT = re.compile(r"(?m)\b(?:git|gh)\s")

#: Words that may stand before the script's name: interpreters, and what runs another command.
_INTERPRETERS = re.compile(
    r"(?:python[\d.]*|py|sh|bash|dash|exec|env|time|uv|run|nice|sudo|if|!|then|do|[({])(?:\.exe)?"
)


@dataclass(frozen=True)
class Place:
    """A step that runs commands, its job, and what they take from above: shell, folder, variables."""

    step: Node
    job: Node
    before: Sequence[Node]
    """The steps before it, in the same job."""
    tried: Step

    @classmethod
    def of(cls, top: Node, job: Node, number: int) -> Self:
        """Return a step of a job of the workflow `top`, by its number; what only the service knows is filled in."""
        steps = steps_of(job)
        step, known = steps[number], dict[str, str]()
        for node in (top, job, step):
            known |= {name: _filled(str(one.value), known) for name, one in below(node, "env").items()}
        defaults = [Node(below(Node(below(node, "defaults"), 0, ""), "run"), 0, "") for node in (job, top)]
        shell, folder = (
            next(filter(None, (get(node, name) for node in (step, *defaults))), "")
            for name in ("shell", "working-directory")
        )
        tried = Step(_filled(get(step, "run") or "", known), shell, _filled(folder, known), known)
        return cls(step, job, steps[:number], tried)

    def __str__(self) -> str:
        """Return its commands in one line, as a person reads them."""
        folder = f" (in the folder {self.tried.folder})" if self.tried.folder else ""
        return f"{'; '.join(self.lines)}{folder}"

    @property
    def overlooked(self) -> str:
        """Why its failure is not the workflow's, whatever it runs; empty where it is."""
        for node in (self.step, self.job):
            if _expression(get(node, "continue-on-error")) not in {"", "false"}:
                return f"`continue-on-error` in line {node.line}"
        return ""

    @property
    def checked_out(self) -> bool:
        """Whether something before it may have fetched the repository: an action, or git."""
        texts = (get(node, "run") or "" for node in (*self.before, self.step))
        return any(get(node, "uses") for node in self.before) or any(_GIT.search(text) for text in texts)

    def calls(self, attempt: Attempt, script: str) -> Iterator[str]:
        """Yield why the failure of a call of the script is not seen, or an empty text; nothing where none is made."""
        if not self.tried.words:
            # Nothing here speaks that shell: whether it calls is read from its lines.
            if any(_runs(part, script) for line in self.lines for part in re.split(r"&&|\|\||[;|]", line)):
                yield self.overlooked
        elif script in self.tried.commands:
            attempt.say("trying a step of the workflow")
            tried = rehearse(attempt, self.tried, script)
            if tried.called:
                said = f"a script that ends with {FAILS}, in a step that ends with 0: {self}"
                yield self.overlooked or ("" if tried.failing else said)

    @property
    def lines(self) -> list[str]:
        """Its commands, continued lines joined, comments left out."""
        joined = self.tried.commands.replace("\\\n", " ")
        return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def below(node: Node, name: str) -> dict[str, Node]:
    """Return the entries below a key; none where something else stands there."""
    found = node.value.get(name) if isinstance(node.value, dict) else None
    return found.value if found and isinstance(found.value, dict) else {}


def get(node: Node, name: str) -> str | None:
    """Return the text below a key, None where there is none."""
    found = node.value.get(name) if isinstance(node.value, dict) else None
    return None if found is None or found.empty or isinstance(found.value, list | dict) else str(found.value)


def steps_of(job: Node) -> list[Node]:
    """Return the steps of a job; it has none where it calls another workflow."""
    found = job.mapping().get("steps")
    return list(found.items()) if found else []


def never(node: Node) -> bool:
    """Return whether a job or a step has a condition that does not hold at a push of a commit that passes."""
    return bool(_NEVER.fullmatch(_expression(get(node, "if"))))


def _expression(text: str | None) -> str:
    """Return a condition without what marks it as an expression."""
    return (text or "").strip("${} ").lower()


def _filled(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its expressions filled in: variables that are known, the top folder, anything for the rest."""

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        return TOP if name == "github.workspace" else known.get(name.removeprefix("env."), "x")

    return _EXPRESSION.sub(fill, text)


def _runs(command: str, script: str) -> bool:
    """Return whether a command runs the script: by its name, or by an interpreter's."""
    try:
        words = shlex.split(command, comments=True)
    except ValueError:
        words = command.split()
    for word in words:
        if PurePosixPath(word).name in {f"{script}.py", f"{script}.sh"}:
            return True
        if not _INTERPRETERS.fullmatch(PurePosixPath(word).name) and "=" not in word and not word.startswith("-"):
            return False
    return False
