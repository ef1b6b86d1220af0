"""Health checks as the learner wrote them, but hurried: thirty seconds are a good interval and a long wait."""

from typing import Any

from checker.compose.node import Node
from checker.compose.refusals import expect_allowed

#: Seconds between two runs of a health check, and how many of them may fail.
INTERVAL = 1.0
RETRIES = 10
#: Seconds that one run may take, at most.
TIMEOUT = 5.0

_KEYS = ("test", "interval", "timeout", "retries", "start_period", "start_interval", "disable")
_KINDS = ("NONE", "CMD", "CMD-SHELL")
_FORM = '`test: ["CMD", "program", "argument"]`, or one line that the image\'s shell runs'


def hurried() -> dict[str, Any]:
    """Return the timing that every health check gets, whatever its own is; an image's own check has it too."""
    return {"interval": f"{INTERVAL:g}s", "timeout": f"{TIMEOUT:g}s", "retries": RETRIES, "start_period": "0s"}


def health(node: Node) -> dict[str, Any]:
    """Return a service's health check in our timing. Raises Problem for a form that Compose does not take."""
    entries = node.mapping()
    expect_allowed(entries, _KEYS, {})
    if "disable" in entries and entries["disable"].boolean():
        return {"disable": True}
    for name in ("interval", "timeout", "start_period", "start_interval"):
        if name in entries:
            entries[name].seconds()
    timing = hurried()
    if "timeout" in entries:
        timing["timeout"] = f"{min(TIMEOUT, max(0.1, entries['timeout'].seconds())):g}s"
    if "retries" in entries:
        entries["retries"].number()
    return {**({"test": _test(entries["test"])} if "test" in entries else {}), **timing}


def _test(node: Node) -> str | list[str]:
    if not isinstance(node.value, list):
        return node.text()
    words = [item.text() for item in node.items()]
    if not words or words[0] not in _KINDS:
        node.refuse(f"a list begins with one of {', '.join(_KINDS)}", _FORM)
    if words[0] == "CMD-SHELL" and len(words) != 2:
        node.refuse("`CMD-SHELL` is followed by one line, not by words", _FORM)
    return words
