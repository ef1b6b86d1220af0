"""Print the mean of numbers, one a line, from a file or from standard input."""

import sys
from statistics import fmean


def main(arguments: list[str]) -> int:
    """Read, check, print. Return the exit status: 0, or 2 where the input is no good."""
    source = arguments[0] if arguments else "-"
    try:
        lines = sys.stdin.readlines() if source == "-" else open(source, encoding="utf-8").readlines()
        print(f"{fmean(float(line) for line in lines):.2f}")
    except (OSError, ValueError) as error:
        print(f"mean: {source}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
