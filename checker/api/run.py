"""A container that ran once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, Self

from checker.api.failure import Failure
from checker.api.starting import unreadable_script
from checker.engine.container import Container
from checker.limits import limits
from checker.text import tail


@dataclass(frozen=True)
class Run:
    """A container that ran once: its exit code (None where it had to be ended), what it printed where."""

    exit_code: int | None
    stdout: str
    stderr: str
    oom_killed: bool
    """Whether the kernel ended a process in it for its memory."""
    evidence: Mapping[str, str]
    reproduce: str

    @classmethod
    def of(cls, container: Container, reproduce: str, *, ended: bool) -> Self:
        """Return what a container did that has ended, or that is going to be ended by us."""
        state = container.state()
        stdout, stderr = container.output(stderr=False), container.output(stdout=False)
        evidence = {
            "exit code": str(state.exit_code) if ended else "",
            "out of memory": "the kernel ended a process (OOMKilled)" if state.oom_killed else "",
            "standard output": tail(stdout),
            "standard error": tail(stderr),
        }
        return cls(state.exit_code if ended else None, stdout, stderr, state.oom_killed, evidence, reproduce)

    def fail(self, summary: str, *, expected: str, seen: str = "") -> NoReturn:
        """Raise the Failure of this run."""
        raise Failure(summary, expected=expected, seen=seen, evidence=self.evidence, reproduce=self.reproduce)

    def expect_end(self) -> "Run":
        """Return this run if the container ended by itself."""
        if self.exit_code is None:
            seconds = f"{limits().finish:.0f} s"
            self.fail(
                f"The container still runs after {seconds}.",
                expected=f"the container ends by itself within {seconds}",
                seen="a process that goes on; we ended it",
            )
        return self

    def expect_exit(self, code: int) -> "Run":
        """Return this run if the container ended by itself with this exit code."""
        self.expect_end()
        if self.exit_code != code:
            if script := unreadable_script(self.stderr):
                summary, expected, seen = script
                self.fail(summary, expected=expected, seen=seen)
            self.fail(
                f"The container ends with exit code {self.exit_code}.",
                expected=f"exit code {code}",
                seen=f"exit code {self.exit_code}",
            )
        return self
