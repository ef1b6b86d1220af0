"""Write two programs that print a line: `hello-amd64` and `hello-arm64`, in the machine code of either processor."""

import struct
from pathlib import Path

#: Where the program lies in memory, and the length of the headers before its code.
START, HEADERS = 0x400000, 64 + 56


def amd64(text: int, length: int) -> bytes:
    """Return code for processors of Intel and AMD: write the text to standard output, then exit with 0."""
    parts = (
        b"\xb8\x01\0\0\0",  # eax = 1, write
        b"\xbf\x01\0\0\0",  # edi = 1
        b"\xbe" + struct.pack("<I", text),  # esi = the text
        b"\xba" + struct.pack("<I", length),  # edx = its length
        b"\x0f\x05",
        b"\xb8\x3c\0\0\0",  # eax = 60, exit
        b"\x31\xff",  # edi = 0
        b"\x0f\x05",
    )
    return b"".join(parts)


def arm64(text: int, length: int) -> bytes:
    """Return code for Apple silicon and other ARM processors that does the same."""
    high, low = text >> 16, text & 0xFFFF
    words = (
        0xD2800020,  # x0 = 1
        0xD2800001 | low << 5,  # x1 = the text
        0xF2A00001 | high << 5,
        0xD2800002 | length << 5,  # x2 = its length
        0xD2800808,  # x8 = 64, write
        0xD4000001,
        0xD2800000,  # x0 = 0
        0xD2800BA8,  # x8 = 93, exit
        0xD4000001,
    )
    return struct.pack(f"<{len(words)}I", *words)


def program(machine: int, assemble, text: bytes) -> bytes:
    """Return a whole program file: the header names the processor, which the kernel looks at first."""
    code = assemble(0, len(text))
    code = assemble(START + HEADERS + len(code), len(text)) + text
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, START + HEADERS, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, START, START, HEADERS + len(code), HEADERS + len(code), 0x1000)
    return head + segment + code


here = Path(__file__).parent
for name, machine, assemble in (("amd64", 62, amd64), ("arm64", 183, arm64)):
    file = here / f"hello-{name}"
    file.write_bytes(program(machine, assemble, f"a program for {name}\n".encode()))
    file.chmod(0o755)
