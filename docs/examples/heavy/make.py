"""Write a model of 32 MiB: four million numbers, the same each time. `python make.py FILE [SEED]`."""

import random
import sys
from array import array
from pathlib import Path

NUMBERS = 4 * 1024 * 1024
BLOCK = 4096


def main(path, seed="1"):
    rng = random.Random(int(seed))  # noqa: S311  (the same each time is what is wanted)
    block = array("d", (rng.random() for _ in range(BLOCK)))
    with Path(path).open("wb") as file:
        for _ in range(NUMBERS // BLOCK):
            block.append(block.pop(0))
            block.tofile(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
