"""`python -m tests`: what `nox -s tests` runs. The machine is prepared, then style, types and behaviour are proved."""

import subprocess
import sys

from tests.machine import prepare

#: What is proved before pytest, cheapest first.
STYLE = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)


def main() -> int:
    """Run everything, or pytest alone with the given arguments; return the first status that is not 0."""
    chosen = sys.argv[1:]
    prepare()
    for command in () if chosen else STYLE:
        print("$", *command, flush=True)
        if status := subprocess.run([sys.executable, "-m", *command], check=False).returncode:
            return status
    return subprocess.run([sys.executable, "-m", "pytest", *chosen], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
