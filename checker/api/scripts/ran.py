"""How a script ran: its end, what it printed, how long it took, what was refused to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from checker.api.failure import Failure
from checker.engine.base_errors import no_registry
from checker.text import tail

#: What programs say when they look for a terminal, or for somebody who types.
_TERMINAL = re.compile(
    r"not a tty|not a terminal|inappropriate ioctl|/dev/tty|EOFError: EOF when reading a line|termios\.error"
    r"|no tty present|TERM environment variable not set",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ran:
    """A script that ran: its exit status (None where it had to be ended), its output, both streams in one."""

    status: int | None
    output: str
    seconds: float
    timed_out: bool
    refused: tuple[str, ...] = ()
    """What the gate did not let pass."""
    shown: str = "the script"
    reproduce: str = ""

    @property
    def ok(self) -> bool:
        """Whether it ended by itself, with status 0."""
        return self.status == 0

    @property
    def end(self) -> str:
        """How it ended, in words."""
        if self.timed_out:
            return f"still running after {self.seconds:.0f} s; we ended it"
        if self.status is not None and self.status < 0:
            return f"ended by signal {-self.status} after {self.seconds:.1f} s"
        return f"exit status {self.status} after {self.seconds:.1f} s"

    @property
    def evidence(self) -> dict[str, str]:
        """What a person would look at first: what it printed last, how it ended, what was refused."""
        return {
            f"{self.shown} printed": tail(self.output) or "nothing",
            "its end": self.end,
            "refused to it": "\n".join(dict.fromkeys(self.refused)),
        }

    def fail(
        self, summary: str, *, expected: str, seen: str = "", evidence: Mapping[str, str] | None = None, then: str = ""
    ) -> NoReturn:
        """Raise the Failure of this run; `then` is a command that follows the script where one does it by hand."""
        by_hand = "; ".join(filter(None, [self.reproduce, then]))
        raise Failure(
            summary, expected=expected, seen=seen, evidence={**self.evidence, **(evidence or {})}, reproduce=by_hand
        )

    def expect_end(self) -> "Ran":
        """Return this run if the script ended by itself and asked nobody for anything."""
        if self.timed_out:
            self.fail(
                f"{self.shown} hangs: it still runs after {self.seconds:.0f} s.",
                expected="a script that ends by itself",
                seen=self._last or "no output at all",
            )
        if not self.ok and _TERMINAL.search(self.output):
            self.fail(
                f"{self.shown} needs a terminal, or somebody who types.",
                expected="a script that runs by itself: no `-t`, no questions",
                seen=self._last,
            )
        return self

    def expect_success(self, doing: str = "") -> "Ran":
        """Return this run if the script ended by itself with exit status 0; `doing` says what it was to do.

        Raises EnvironmentFault where its build could not ask a registry for what is here.
        """
        self.expect_end()
        if self.status != 0:
            if fault := no_registry(self.output):
                raise fault
            refusal = self.refused[0] if self.refused else ""
            self.fail(
                f"{self.shown} fails{f' {doing}' if doing else ''}: {self.end}.",
                expected="exit status 0",
                seen=f"{self.end}. The checker did not let it do this: {refusal}"
                if refusal
                else f"{self.end}: {self._last}",
            )
        return self

    def expect_failure(self, doing: str = "") -> "Ran":
        """Return this run if the script ended by itself and not with exit status 0."""
        self.expect_end()
        if self.status == 0:
            self.fail(
                f"{self.shown} ends with exit status 0{f' {doing}' if doing else ''}.",
                expected="an exit status other than 0: whoever calls it reads nothing else",
                seen=self.end,
            )
        return self

    @property
    def _last(self) -> str:
        return tail(self.output, lines=3)
