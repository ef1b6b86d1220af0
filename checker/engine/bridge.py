"""The engine's default bridge gets an address of its own, where nobody has given it one."""

import secrets
import socket
import struct
from pathlib import Path

NAME = "docker0"
INTERFACES = Path("/sys/class/net")

#: How the kernel says that somebody has set an address: then it stays.
SET = "3"

_SET_ADDRESS = 0x8924
_ETHERNET = 1
#: What the engine's own addresses begin with: local ones, of one interface.
_LOCAL = bytes((0x02, 0x42))


def settle(name: str = NAME) -> bool:
    """Give a bridge a fixed hardware address; return whether it had none.

    Without one, it borrows that of a container, and takes another when that container goes: connections of all the
    others then stall for seconds (up to 9, measured). systemd's udev gives it one; a machine without it has nobody who
    does. Raises OSError where we may not.
    """
    try:
        said = (INTERFACES / name / "addr_assign_type").read_text(encoding="ascii").strip()
    except OSError:
        return False
    if said == SET:
        return False
    import fcntl  # noqa: PLC0415  (only Linux has these bridges, and only other systems lack the module)

    address = _LOCAL + secrets.token_bytes(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH6s8x", name.encode("ascii"), _ETHERNET, address)
        fcntl.ioctl(control, _SET_ADDRESS, request)
    return True
