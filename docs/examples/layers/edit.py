"""Change a file as you do while you work: `python edit.py FILE` adds a comment with the time of day.

`python edit.py --undo FILE` takes these comments out again.
"""

import sys
from datetime import datetime
from pathlib import Path

MARK = "# edited "

path = Path(sys.argv[-1])
lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
if "--undo" in sys.argv:
    lines = [line for line in lines if not line.startswith(MARK)]
else:
    lines.append(f"{MARK}{datetime.now()}\n")
path.write_text("".join(lines), encoding="utf-8", newline="\n")
