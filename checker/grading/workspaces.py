"""The folders that a killed run has left under `.course/work`."""

import shutil
import time

from checker.engine.labels import LIFETIME
from checker.places import WORKSPACES


def sweep_workspaces() -> None:
    """Remove working folders that no run can still use: those older than a run may last."""
    if not WORKSPACES.is_dir():
        return
    for folder in WORKSPACES.iterdir():
        if time.time() - folder.stat().st_mtime > LIFETIME:
            shutil.rmtree(folder, ignore_errors=True)
