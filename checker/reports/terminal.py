"""The learner's report: what passed, then the first failure in full, then what to do next."""

import os
from collections.abc import Mapping, Sequence
from textwrap import indent
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from checker.catalog import exercises
from checker.outcomes import CheckResult, ExerciseResult, Outcome, Report

if TYPE_CHECKING:
    from rich.status import Status

#: Columns of a report that goes to a file or a pipe: nothing wraps there.
WIDE = 10_000

#: The folder that is graded where none is named.
OWN = "exercises"

#: Exercise and check to the hints that the learner has asked for, beyond the first.
Further = Mapping[tuple[str, str], Sequence[str]]

MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.BLOCKED: "·", Outcome.NOT_GRADED: "?"}
PLAIN_MARKS = {Outcome.PASSED: "ok", Outcome.FAILED: "FAIL", Outcome.BLOCKED: "-", Outcome.NOT_GRADED: "?"}
STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "bold red", Outcome.BLOCKED: "dim", Outcome.NOT_GRADED: "yellow"}


def console() -> Console:
    """Return the console of standard output; plain, its lines not broken, with NO_COLOR and where no person watches."""
    made = Console(highlight=False)
    fancy = made.is_terminal and not made.no_color
    return made if fancy else Console(highlight=False, width=WIDE, force_terminal=False)


class Terminal:
    """Hears a run and prints it; a spinner where there is a terminal, a line a phase where there is none."""

    def __init__(self, console: Console, names: Sequence[str], folder: str = OWN) -> None:
        """Print to this console the results of these exercises, in this order; `folder` is where the work lies."""
        self.console = console
        self.folder = folder
        self._waiting = list(names)
        self._done: dict[str, ExerciseResult] = {}
        self._now: dict[str, str] = {}
        self._status: Status | None = None

    def __enter__(self) -> Self:
        """Show progress from here on."""
        if self.console.is_terminal:
            self._status = self.console.status("starting")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show no more progress."""
        if self._status:
            self._status.stop()

    def say(self, text: str) -> None:
        """Tell what happens before an exercise starts."""
        if self._status:
            self._status.update(Text(text))
        else:
            self.console.print(Text(text), soft_wrap=True)

    def phase(self, exercise: str, text: str) -> None:
        """Show what happens in an exercise now."""
        self._now[exercise] = text
        if self._status:
            lines = "\n  ".join(f"{name}  {what}" for name, what in self._now.items())
            self._status.update(Text(lines, style="dim", overflow="ellipsis", no_wrap=True))
        elif text.startswith("building") or os.environ.get("SHIP_PHASES"):
            self.console.print(Text(f"{exercise}: {text.splitlines()[0]}"), soft_wrap=True)

    def finished(self, result: ExerciseResult) -> None:
        """Print the result of an exercise, a line a check, once those before it are printed."""
        self._now.pop(result.exercise, None)
        self._done[result.exercise] = result
        while self._waiting and self._waiting[0] in self._done:
            self.console.print(self._exercise(self._done[self._waiting.pop(0)]))

    def _exercise(self, result: ExerciseResult) -> Group:
        took = "remembered: nothing has changed" if result.remembered else f"{result.seconds:.1f} s"
        head = Text.assemble(
            (result.exercise, "bold"), f"  {result.points} of {result.max_points} points  ", (f"({took})", "dim")
        )
        return Group(head, *(line for check in result.checks for line in (self._check(check), *_remarks(check))))

    def _check(self, check: CheckResult) -> Text | Table:
        """Return the line of a check; on a terminal its title wraps under itself."""
        mark = Text((MARKS if self._fancy else PLAIN_MARKS)[check.outcome], style=STYLES[check.outcome])
        points = Text(f"{check.points}/{check.max_points}", style="dim")
        title = Text(check.title, style="dim" if check.outcome is Outcome.BLOCKED else "")
        if not self._fancy:
            return Text(f"  {mark.plain:<4} {points.plain} {title.plain}")
        table = Table.grid(padding=(0, 1))
        table.add_row("", mark, points, title)
        return table

    @property
    def _fancy(self) -> bool:
        return self.console.is_terminal and not self.console.no_color

    def summary(self, report: Report, further: Further | None = None, then: Sequence[str] | None = None) -> None:
        """Print the first thing to mend in full, the total, and what to do next.

        `further` are the hints that were asked for beyond the first; `then` replaces the lines on what to do next.
        """
        firsts = [found for outcome in (Outcome.FAILED, Outcome.NOT_GRADED) if (found := _first(report, outcome))]
        for result, check in firsts:
            self.console.print()
            self.console.print(self._in_full(result, check, (further or {}).get((result.exercise, check.check), ())))
            self._by_hand(check)
        points = sum(result.points for result in report.exercises)
        total = sum(result.max_points for result in report.exercises)
        self.console.print()
        self.console.print(Text.assemble((f"{points} of {total} points", "bold"), (f"  seed {report.seed}", "dim")))
        for line in _next(report, firsts, self.folder) if then is None else then:
            self.console.print(Text(line), soft_wrap=True)

    def _in_full(self, result: ExerciseResult, check: CheckResult, further: Sequence[str]) -> Group | Panel:
        said = check.message.splitlines() or [""]
        parts: list[Text | Padding] = [Text(said[0], style="bold")]
        parts += [Text(line) for line in said[1:]]
        for title, text in check.evidence.items():
            if title != "reproduce":
                parts += [Text(f"\n{title}:", style="dim"), _indented(text, fancy=self._fancy)]
        if check.outcome is Outcome.FAILED:
            parts += [Text(f"\nWhy it matters: {check.why}"), Text(f"A hint: {check.hint}")]
            parts += [Text(f"A further hint: {hint}") for hint in further]
            parts += [Text(f"Read: docs/{check.lesson}", style="cyan")]
        title = f"{result.exercise}: {check.title}"
        if self._fancy:
            return Panel(Group(*parts), title=Text(title), title_align="left", border_style=STYLES[check.outcome])
        return Group(Text(title, style="bold"), *parts)

    def _by_hand(self, check: CheckResult) -> None:
        """Print the command that shows the same by hand, in one piece: it is there to be copied."""
        if command := check.evidence.get("reproduce"):
            self.console.print(Text("\nTry it by hand:", style="dim"))
            self.console.print(Text(command), soft_wrap=True)


def _remarks(check: CheckResult) -> list[Text]:
    """Return what is said beside a check that passed, such as what could not be graded here."""
    said = check.evidence.items() if check.outcome is Outcome.PASSED else ()
    return [Text(f"       {title}: {text}", style="yellow") for title, text in said]


def _indented(text: str, *, fancy: bool) -> Text | Padding:
    """Return a text set in from the left; where no person watches, without spaces at its right."""
    return Padding(Text(text), (0, 0, 0, 2), expand=False) if fancy else Text(indent(text, "  "))


def _first(report: Report, outcome: Outcome) -> tuple[ExerciseResult, CheckResult] | None:
    """Return the first check with an outcome."""
    for result in report.exercises:
        for check in result.checks:
            if check.outcome is outcome:
                return result, check
    return None


def _next(report: Report, firsts: Sequence[tuple[ExerciseResult, CheckResult]], folder: str) -> list[str]:
    if not firsts:
        return ["All checks passed.", *_go_on(report, folder)]
    result, check = firsts[-1]
    again = f"nox -s check -- {result.exercise[:2]}" + ("" if folder == OWN else f" --submission {folder}")
    if check.outcome is Outcome.NOT_GRADED:
        return [f"Not graded: this does not count against you. Then type again: {again}"]
    failed = sum(one.outcome is Outcome.FAILED for one in report.exercises)
    more = f"{failed} exercises have something to mend; the first is shown. " if failed > 1 else ""
    return [f"{more}Mend it in {folder}/{result.exercise}, then type: {again}"]


def _go_on(report: Report, folder: str) -> list[str]:
    """Return what comes after the last exercise that was graded, where a learner grades their own folder."""
    last = report.exercises[-1].exercise
    following = next((exercise for exercise in exercises() if exercise.name > last), None)
    if folder != OWN or following is None:
        return []
    return [f"Next: exercises/{following.name}. Read its README.md, then type: nox -s check -- {following.number}"]
