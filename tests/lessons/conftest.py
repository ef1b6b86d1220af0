"""What the run of the lessons prints: how many blocks it executed, which it skipped and why."""

import pytest

_EXECUTED, _SKIPPED = "console_blocks", "console_block_skipped"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count over all workers' reports: they travel with the reports' properties."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.getreports(name)]
    properties = [item for report in reports if report.when == "call" for item in report.user_properties]
    executed = sum(int(str(value)) for name, value in properties if name == _EXECUTED)
    skipped = [str(value) for name, value in properties if name == _SKIPPED]
    if executed or skipped:
        terminalreporter.write_line(f"{executed} console blocks executed, {len(skipped)} skipped")
        for reason in skipped:
            terminalreporter.write_line(f"  {reason}")
