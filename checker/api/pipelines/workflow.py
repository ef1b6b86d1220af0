"""A GitHub Actions workflow: whether it is one, when it runs a script, and what it lets others do."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NoReturn

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.pipelines.tools import Finding, audit, schema_errors
from checker.compose.document import read
from checker.compose.node import Node
from checker.compose.problem import Problem

FOLDER = ".github/workflows"

#: Rules about what is fetched by a name that can move.
MOVING = {"unpinned-uses", "unpinned-images", "unpinned-tools", "archived-uses"}

#: Rule of the audit to what it means here: what is said, and what to write instead.
_MEANING = {
    "excessive-permissions": (
        "The workflow's token may do more than it needs.",
        "`permissions:` with `contents: read`, and for a job what it needs beyond that",
    ),
    "artipacked": (
        "The checkout leaves the workflow's token in the folder that the pipeline works in.",
        "`persist-credentials: false` below `with:` of the checkout",
    ),
    "template-injection": (
        "A text that others choose becomes a part of a shell command.",
        'the text in `env:` of the step, and `"$NAME"` in the command',
    ),
    "dangerous-triggers": (
        "A stranger's change would run with the repository's own rights.",
        "`push` and `pull_request` below `on:`",
    ),
    "unpinned-uses": (
        "An action is named by a tag or a branch, which its owner can move.",
        "`uses: owner/action@` and the 40 letters and digits of a commit, with the version in a comment behind it",
    ),
    "unpinned-images": (
        "An image is named by a tag, which its owner can move.",
        "the image by its digest, `name@sha256:...`",
    ),
}
_OTHERWISE = ("The audit of the workflow has an objection.", "a workflow without it")

#: What a pipeline of this kind may be allowed to write.
_WRITES = {"packages", "id-token", "attestations"}
#: Words that may stand before the script's name: interpreters, and what runs another command.
_INTERPRETERS = re.compile(
    r"(?:python[\d.]*|py|sh|bash|dash|exec|env|time|uv|run|nice|sudo|if|!|then|do|[({])(?:\.exe)?"
)


@dataclass(frozen=True)
class Call:
    """A line of a step that runs the script, and the step and the job that it stands in."""

    line: str
    step: Node
    job: Node
    shell: str
    """The shell that the step names, or its job, or the workflow; empty where none of them does."""

    @property
    def hidden(self) -> str:
        """What hides the script's exit status, in words; empty where nothing does."""
        for node in (self.step, self.job):
            if str(_get(node, "continue-on-error") or "").lower() not in {"", "false"}:
                return f"`continue-on-error` in line {node.line}"
        after = re.split(r"\w\.(?:py|sh)\b", self.line)[-1]
        if "||" in after:
            return f"`||` behind the call: {self.line}"
        if "|" in after and not self._whole_pipes:
            return f"a pipe behind the call, whose status is that of its last command: {self.line}"
        return f"`&` behind the call: {self.line}" if re.search(r"(?<![&>])&(?![&>])", after) else ""

    @property
    def _whole_pipes(self) -> bool:
        """Whether a pipe fails with any of its commands: so it is with `shell: bash`, and where the script says so."""
        return self.shell == "bash" or "pipefail" in (_get(self.step, "run") or "")


@dataclass(frozen=True)
class Workflow:
    """The one workflow of a folder."""

    file: Path
    shown: str
    top: Node

    @classmethod
    def read(cls, attempt: Attempt, folder: Path) -> "Workflow":
        """Read the one file in .github/workflows. Raises Failure where there is none, or more, or no YAML in it."""
        place = f"{attempt.shown(folder)}/{FOLDER}"
        found = sorted(path for path in (folder / FOLDER).glob("*.y*ml") if path.suffix in {".yml", ".yaml"})
        if len(found) != 1 or not found[0].is_file() or found[0].is_symlink():
            raise Failure(
                "There is not one workflow." if found else "There is no workflow.",
                expected=f"one file in {place} whose name ends in .yml or .yaml",
                seen=", ".join(path.name for path in found) or "no such file",
                reproduce=f"ls -a {place}",
            )
        shown = f"{place}/{found[0].name}"
        try:
            return cls(found[0], shown, read(found[0].read_bytes()))
        except Problem as problem:
            raise Failure(
                problem.summary(found[0].name), expected=problem.instead, seen=problem.seen, reproduce=f"cat {shown}"
            ) from None

    def expect_valid(self) -> None:
        """Raise a Failure where GitHub would not take it for a workflow."""
        if errors := schema_errors(self.file):
            raise Failure(
                "The file is no valid workflow.",
                expected="a file that fits the schema of GitHub's workflows",
                seen="; ".join(errors),
                reproduce=f"check-jsonschema --builtin-schema vendor.github-workflows {self.shown}",
            )

    def expect_calls(self, script: str) -> None:
        """Raise a Failure unless each push runs `script`.py or .sh in a step whose failure is the workflow's."""
        if "push" not in self.triggers:
            seen = ", ".join(self.triggers)
            self._fail("The workflow does not run at a push.", expected="`push` below `on:`", seen=seen)
        calls = list(self._calls(script))
        if not calls:
            commands = [line for _, step in self._steps for line in _lines(_get(step, "run") or "")]
            self._fail(
                "No step of the workflow runs the pipeline script.",
                expected=f"a step with `run: python {script}.py` or `run: sh {script}.sh`",
                seen="; ".join(commands) or "no `run:` at all",
            )
        if all(call.hidden for call in calls):
            self._fail(
                "The workflow passes where the pipeline fails.",
                expected="a step that fails where its script does",
                seen=calls[0].hidden,
            )

    def expect_pinned(self) -> None:
        """Raise a Failure where it runs what somebody else can change under the same name."""
        self._expect_none([one for one in self.findings if one.rule in MOVING])

    def expect_least(self) -> None:
        """Raise a Failure where it may do, or lets others do, more than its work needs."""
        self._expect_none([one for one in self.findings if one.rule not in MOVING])
        for node in (self.top, *(job for _, job in self._jobs)):
            allowed = _below(node, "permissions")
            for name, value in allowed.items():
                if value.value == "write" and name not in _WRITES:
                    what, expected = _MEANING["excessive-permissions"]
                    self._fail(what, expected=expected, seen=f"line {value.line}: {name}: write")

    @cached_property
    def findings(self) -> list[Finding]:
        """What the audit has to say."""
        return audit(self.file)

    @property
    def triggers(self) -> list[str]:
        """The names of the events that start it."""
        on = _below(self.top, "on")
        if on:
            return list(on)
        node = self.top.mapping().get("on")
        return [str(one.value) for one in node.one_or_more()] if node else []

    @property
    def _jobs(self) -> Iterator[tuple[str, Node]]:
        yield from _below(self.top, "jobs").items()

    @property
    def _steps(self) -> Iterator[tuple[Node, Node]]:
        """Yield each job and step that may run."""
        for _, job in self._jobs:
            steps = job.mapping().get("steps")
            for step in steps.items() if steps else ():
                if "false" not in {(_get(node, "if") or "").strip("${} ").lower() for node in (job, step)}:
                    yield job, step

    def _calls(self, script: str) -> Iterator[Call]:
        for job, step in self._steps:
            for line in _lines(_get(step, "run") or ""):
                if any(_runs(part, script) for part in re.split(r"&&|\|\||[;|]", line)):
                    yield Call(line, step, job, self._shell(job, step))

    def _shell(self, job: Node, step: Node) -> str:
        defaults = [Node(_below(Node(_below(node, "defaults"), 0, ""), "run"), 0, "") for node in (job, self.top)]
        return next(filter(None, (_get(node, "shell") for node in (step, *defaults))), "")

    def _expect_none(self, found: Sequence[Finding]) -> None:
        if found:
            what, expected = _MEANING.get(found[0].rule, _OTHERWISE)
            self._fail(what, expected=expected, seen="; ".join(map(str, found)))

    def _fail(self, summary: str, *, expected: str, seen: str) -> NoReturn:
        raise Failure(summary, expected=expected, seen=seen, reproduce=f"zizmor --offline {self.shown}")


def _below(node: Node, name: str) -> dict[str, Node]:
    """Return the entries below a key; none where something else stands there."""
    found = node.value.get(name) if isinstance(node.value, dict) else None
    return found.value if found and isinstance(found.value, dict) else {}


def _get(node: Node, name: str) -> str | None:
    """Return the text below a key, None where there is none."""
    found = node.value.get(name) if isinstance(node.value, dict) else None
    return None if found is None or isinstance(found.value, list | dict) else str(found.value)


def _lines(text: str) -> list[str]:
    """Return the commands of a step, continued lines joined, comments left out."""
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


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
