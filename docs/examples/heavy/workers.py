"""Four workers with one model: how much memory do they take? `python workers.py WAY`, ways see below."""

import mmap
import os
import signal
import sys
from array import array
from pathlib import Path

MODEL = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.bin"))
WORKERS = 4
MIB = 1024 * 1024


def as_array():
    """The numbers in one piece, as a numerical library keeps them."""
    numbers = array("d")
    numbers.frombytes(MODEL.read_bytes())
    return numbers


def as_objects():
    """The numbers one by one, as objects of Python's. Only an eighth of them: they are large."""
    return as_array()[: MODEL.stat().st_size // 64].tolist()


def mapped():
    """The file itself, as if it were memory: the kernel brings in what is looked at."""
    with MODEL.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("d")


# Way: what is loaded before the workers are made, and what by each of them.
WAYS = {
    "nothing": (None, None),
    "each": (None, as_array),
    "preload": (as_array, None),
    "mapped": (None, mapped),
    "objects": (as_objects, None),
}


def share():
    """Memory of this process in MiB; what it shares with others counts in part, so that the parts add up to one."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def work(model, load, ready, go, end):
    """Load if need be, look at all of the model, and say how much memory that took once all others have, too."""
    model = load() if load else model
    total = sum(model or ())
    os.write(ready, b"ready\n")
    os.read(go, 1)
    os.write(ready, f"{share()} {total}\n".encode())
    # Who ends early leaves its part of what is shared to the others, who may not have counted yet.
    os.read(end, 1)
    os._exit(0)


def main(way):
    before, load = WAYS[way]
    model = before() if before else None
    (go, all_go), (end, all_end) = os.pipe(), os.pipe()
    workers = {}
    for _ in range(WORKERS):
        mine, ready = os.pipe()
        if not (pid := os.fork()):
            os.close(mine)
            work(model, load, ready, go, end)
        os.close(ready)
        workers[pid] = os.fdopen(mine)
    if not all(file.readline() for file in workers.values()):
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        sys.exit(f"{way}: a worker was killed")
    os.write(all_go, b"g" * WORKERS)
    memory = share() + sum(float(file.readline().split()[0]) for file in workers.values())
    os.write(all_end, b"e" * WORKERS)
    print(f"{way}: {memory:.0f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
