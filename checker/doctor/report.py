"""The doctor's findings as people read them: a table in a terminal, plain lines elsewhere."""

from collections.abc import Sequence

from checker.doctor.finding import Finding, State

_COLOURS = {State.FINE: "green", State.WARNING: "yellow", State.MEND: "bold red"}


def show(findings: Sequence[Finding], *, terminal: bool) -> None:
    """Print the findings and, last, one line that says what they come to."""
    if terminal:
        _table(findings)
    else:
        print("\n".join(plain(findings)))
    print(verdict(findings))


def plain(findings: Sequence[Finding]) -> list[str]:
    """Return one line a finding: state, need, what was found, and the mend after an arrow."""
    width = max(len(each.need) for each in findings)
    return [
        f"{each.state.value:<5} {each.need:<{width}}  {each.found}{f' -> {each.mend}' if each.mend else ''}"
        for each in findings
    ]


def verdict(findings: Sequence[Finding]) -> str:
    """Return the last line: whether this machine can take the course."""
    broken = [each.need for each in findings if each.state is State.MEND]
    if broken:
        return f"To mend before you start: {', '.join(broken)}. Then type: nox -s doctor"
    return "This machine can take the course. Type: nox -s check"


def status(findings: Sequence[Finding]) -> int:
    """Return the exit status: 1 where something has to be mended, else 0; notes do not count."""
    return 1 if any(each.state is State.MEND for each in findings) else 0


def _table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("", "need", "found", "mend"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        table.add_row(Text(each.state.value, style=_COLOURS[each.state]), each.need, Text(each.found), Text(each.mend))
    Console().print(table)
