"""Published ports: whatever port of the machine a file asks for, a free one is taken."""

import re
from typing import Any

from checker.compose.node import Node
from checker.compose.refusals import expect_allowed

#: Ports that one entry may name.
MOST = 10

_PORT = r"\d{1,5}(?:-\d{1,5})?"
_SHORT = re.compile(
    rf"(?:(?:(?P<ip>\[[0-9a-fA-F:.]+\]|[0-9.]+|localhost):)?(?P<host>(?:{_PORT})?):)?(?P<target>{_PORT})(?:/(?P<protocol>tcp|udp))?"
)
_KEYS = ("target", "published", "host_ip", "protocol", "mode", "name", "app_protocol")
_FORM = "`HOST:CONTAINER`, such as `8000:8000`"


def ports(node: Node) -> list[dict[str, Any]]:
    """Return one entry for each container port that a service publishes, in Compose's long form, on any host port."""
    return [
        {"target": target, "protocol": protocol}
        for entry in node.items("a list of ports")
        for target, protocol in (_long(entry) if isinstance(entry.value, dict) else _short(entry))
    ]


def _long(node: Node) -> list[tuple[int, str]]:
    entries = node.mapping()
    expect_allowed(entries, _KEYS, {})
    if "target" not in entries:
        node.refuse("the container's port is missing", "`target:` with the container's port")
    protocol = entries["protocol"].text() if "protocol" in entries else "tcp"
    return [(target, protocol) for target in _range(entries["target"], entries["target"].text())]


def _short(node: Node) -> list[tuple[int, str]]:
    match = _SHORT.fullmatch(node.text())
    if not match:
        node.refuse("this is no published port", _FORM)
    targets = _range(node, match["target"])
    if match["host"]:
        _range(node, match["host"])
    return [(target, match["protocol"] or "tcp") for target in targets]


def _range(node: Node, text: str) -> list[int]:
    """Return the ports of `8000` or `8000-8003`."""
    first, _, last = text.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        node.refuse("this is no published port", _FORM)
    found = range(int(first), int(last or first) + 1)
    if not found or not 0 < found[0] <= found[-1] <= 65535:
        node.refuse("ports go from 1 to 65535", _FORM)
    if len(found) > MOST:
        node.refuse(f"more than {MOST} ports at once", _FORM)
    return list(found)
