"""Take memory in steps of 10 MiB: `python eat.py 40`; `python eat.py 40 stay` keeps it until SIGTERM comes."""

import signal
import sys

MIB = 1024 * 1024
STEP = 10

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
kept = []
for _ in range(int(sys.argv[1]) // STEP):
    # bytes(n) would be promised and not used: the kernel gives memory when it is written to.
    kept.append(b"x" * STEP * MIB)
    print(f"{len(kept) * STEP} MiB", flush=True)
if sys.argv[2:] == ["stay"]:
    signal.pause()
