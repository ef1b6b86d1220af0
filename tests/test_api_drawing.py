"""What is drawn from a seed is the same wherever it is drawn again."""

import subprocess
import sys
from pathlib import Path

from checker.places import ROOT

#: Draws, in a process that has loaded as much as it is told to; loading goes on while it draws.
DRAWS = """
import sys
sys.path.insert(0, sys.argv[1])
from checker import draw
from hypothesis import strategies as st
several = st.tuples(st.integers(0, 10**6), st.floats(0, 1), st.text(), st.sampled_from(range(1000)))
if sys.argv[2:]:
    draw(several, 1, 5)
    import numbers_of_somebody
print(draw(several, 7, 40))
"""


def drawn(folder: Path, *more: str) -> str:
    """Return what a process draws."""
    command = [sys.executable, "-c", DRAWS, str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_the_same_seed_draws_the_same_whatever_is_loaded(tmp_path: Path) -> None:
    """Numbers and texts of other modules are not mixed in."""
    lines = [f"number_{number} = ({number * 997 % 1000000}, {number / 641}, 'word-{number}')" for number in range(100)]
    (tmp_path / "numbers_of_somebody.py").write_text("\n".join(lines), encoding="utf-8")
    alone, after = drawn(tmp_path), drawn(tmp_path, "loaded")
    assert alone == after
    assert len(alone) > 40
