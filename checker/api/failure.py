"""What a check that fails says: expected, seen, evidence, and one command to reproduce it by hand."""

from collections.abc import Mapping

from checker.text import clean, show


class Failure(AssertionError):
    """The learner's work does not do what the check says.

    `summary` is one line. `expected` and `seen` are shown whole. `evidence` maps a title (`logs`,
    `exit code`, `ports`) to text; empty ones are left out.
    """

    def __init__(
        self,
        summary: str,
        *,
        expected: str = "",
        seen: str = "",
        evidence: Mapping[str, str] | None = None,
        reproduce: str = "",
    ) -> None:
        """Keep the parts; the message is made of them."""
        self.summary = clean(summary)
        self.expected = clean(expected)
        self.seen = clean(seen)
        self.evidence = {title: clean(text) for title, text in (evidence or {}).items() if text}
        if reproduce:
            self.evidence["reproduce"] = clean(reproduce)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The summary, then what was expected and what was seen, a line each."""
        parts = [self.summary]
        if self.expected:
            parts.append(f"Expected: {self.expected}")
        if self.seen:
            parts.append(f"Seen: {show(self.seen)}")
        return "\n".join(parts)
