"""Change a file as you do while you work: `python edit.py FILE` adds a comment with the time of day."""

import sys
from datetime import datetime
from pathlib import Path

with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
    file.write(f"# {datetime.now()}\n")
