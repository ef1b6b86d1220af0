"""A GitHub Actions workflow: whether it is one, when it runs a script, and what it lets others do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.pipelines.place import Place, below, get, never, steps_of
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

#: An image that nobody can move; or an expression, which stands for something else.
_FIXED = re.compile(r"@sha256:[0-9a-f]{64}$|^\$\{\{.*\}\}$")

#: What a pipeline of this kind may be allowed to write.
_WRITES = {"packages", "id-token", "attestations"}


@dataclass(frozen=True)
class Workflow:
    """The one workflow of a folder."""

    attempt: Attempt
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
            return cls(attempt, found[0], shown, read(found[0].read_bytes()))
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
            self._fail(
                "The workflow does not run at a push.", expected="`push` below `on:`", seen=seen, look=self._shows
            )
        if left_out := self._left_out:
            expected = "`push` below `on:`, for commits whatever they change"
            self._fail("The workflow does not run at each push.", expected=expected, seen=left_out, look=self._shows)
        calls = [(place, seen) for place in self._places for seen in place.calls(self.attempt, script)]
        if not calls:
            self._fail(
                "No step of the workflow runs the pipeline script.",
                expected=f"a step with `run: python {script}.py` or `run: sh {script}.sh`",
                seen="; ".join([*self._skipped, *map(str, self._places)]) or "no `run:` at all",
                look=self._shows,
            )
        if all(seen for _, seen in calls):
            self._fail(
                "The workflow passes where the pipeline fails.",
                expected="a step that fails where its script does",
                seen=next(seen for _, seen in calls),
                look=self._shows,
            )
        if not any(place.checked_out for place, seen in calls if not seen):
            self._fail(
                "The script is not there when the workflow runs it: its job begins in an empty folder.",
                expected="a checkout, in the same job, before the script is run",
                seen="no action and no git before it",
                look=self._shows,
            )

    def expect_pinned(self) -> None:
        """Raise a Failure where it runs what somebody else can change under the same name."""
        self._expect_none([one for one in self.findings if one.rule in MOVING])
        # The audit is content with any tag of an image but `latest`.
        if moving := [one for one in self._images if not _FIXED.search(str(one.value))]:
            what, expected = _MEANING["unpinned-images"]
            seen = "; ".join(f"line {one.line}: {one.value}" for one in moving)
            self._fail(what, expected=expected, seen=seen)

    def expect_least(self) -> None:
        """Raise a Failure where it may do, or lets others do, more than its work needs."""
        self._expect_none([one for one in self.findings if one.rule not in MOVING])
        for node in (self.top, *(job for _, job in self._jobs)):
            allowed = [
                one for name, one in below(node, "permissions").items() if one.value == "write" and name not in _WRITES
            ]
            # `read-all` and `write-all` stand where names belong.
            allowed += [node.mapping()["permissions"]] if get(node, "permissions") else []
            if allowed:
                what, expected = _MEANING["excessive-permissions"]
                self._fail(what, expected=expected, seen=f"line {allowed[0].line}: {allowed[0].name}: {allowed[0]}")

    @cached_property
    def findings(self) -> list[Finding]:
        """What the audit has to say."""
        return audit(self.file)

    @property
    def triggers(self) -> list[str]:
        """The names of the events that start it."""
        on = below(self.top, "on")
        if on:
            return list(on)
        node = self.top.mapping().get("on")
        return [str(one.value) for one in node.one_or_more()] if node else []

    @property
    def _jobs(self) -> Iterator[tuple[str, Node]]:
        yield from below(self.top, "jobs").items()

    @property
    def _images(self) -> Iterator[Node]:
        """Yield what names an image: of a job's container, of its services, of a step."""
        for _, job in self._jobs:
            container = job.mapping().get("container")
            for node in filter(None, (container, *below(job, "services").values())):
                named = node.value.get("image") if isinstance(node.value, dict) else node
                if named and not named.empty:
                    yield named
            for step in steps_of(job):
                if (get(step, "uses") or "").startswith("docker://"):
                    yield step.mapping()["uses"]

    @property
    def _left_out(self) -> str:
        """The pushes that it does not run at, in words: those of commits, or of some of their files."""
        push = below(Node(below(self.top, "on"), 0, ""), "push")
        if {"tags", "tags-ignore"} & push.keys() and not {"branches", "branches-ignore"} & push.keys():
            return "`tags` and no `branches` below `push`: it runs for tags alone"
        paths = [str(one.value) for one in push["paths"].one_or_more()] if "paths" in push else ["**"]
        return "" if "**" in paths else f"`paths` below `push`: it runs for {', '.join(paths)} alone"

    @property
    def _places(self) -> Iterator[Place]:
        """Yield each step with commands that may run at a push."""
        for _, job in self._jobs:
            for number, step in enumerate(steps_of(job)):
                if get(step, "run") and not any(map(never, (job, step))):
                    yield Place.of(self.top, job, number)

    @property
    def _skipped(self) -> list[str]:
        """The conditions that keep a job or a step from running at a push, in words."""
        nodes = [node for _, job in self._jobs for node in (job, *steps_of(job)) if never(node)]
        return [f"`if: {get(node, 'if')}` in line {node.line}, which does not hold at a push" for node in nodes]

    def _expect_none(self, found: Sequence[Finding]) -> None:
        if found:
            what, expected = _MEANING.get(found[0].rule, _OTHERWISE)
            self._fail(what, expected=expected, seen="; ".join(map(str, found)))

    @property
    def _shows(self) -> str:
        """The command that shows the file."""
        return f"cat {self.shown}"

    def _fail(self, summary: str, *, expected: str, seen: str, look: str = "") -> NoReturn:
        raise Failure(summary, expected=expected, seen=seen, reproduce=look or f"zizmor --offline {self.shown}")
