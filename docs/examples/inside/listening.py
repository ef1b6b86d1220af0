"""Where does somebody listen in this container? The kernel keeps the list in /proc/net/tcp, in hexadecimal."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

LISTENS = "0A"


def address(digits):
    """Return an address from the kernel's digits: groups of four bytes, the last byte first."""
    groups = [bytes.fromhex(digits[place : place + 8])[::-1] for place in range(0, len(digits), 8)]
    return (IPv4Address if len(groups) == 1 else IPv6Address)(b"".join(groups))


for table in ("tcp", "tcp6"):
    for line in Path("/proc/net", table).read_text().splitlines()[1:]:
        _, local, _, state = line.split()[:4]
        if state == LISTENS:
            digits, port = local.split(":")
            print(f"{address(digits)} port {int(port, 16)}")
