"""Keep what comes on standard input, packed: `python archive.py`. Packing goes on alone, nobody waits for it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(os.environ.get("ARCHIVE") or Path(tempfile.gettempdir()) / "surveys")
folder.mkdir(parents=True, exist_ok=True)
file = folder / f"{os.getpid()}.json"
file.write_bytes(sys.stdin.buffer.read())
subprocess.Popen(["gzip", "--force", str(file)])
