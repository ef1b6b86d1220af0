"""Three workers, and an empty folder for what they count."""

import os
import shutil
from pathlib import Path

bind = "0.0.0.0:8000"
workers = 3

if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
