"""The search's index, put aside until a reader searches: it is larger than most pages.

The theme loads `search_index.json` (from disk: `search_index.js`) on every page. We leave it there
without documents, and write the whole one where `iframe-worker-shim.js` gets it when it is wanted.
"""

import json
from pathlib import Path


def defer(site: Path) -> None:
    """Split the index of a built site into an empty one and `search/full_index.js`."""
    folder = site / "search"
    whole = json.loads((folder / "search_index.json").read_text(encoding="utf-8"))
    _write(folder / "full_index.js", "window.courseIndex = ", whole)
    empty = {**whole, "docs": []}
    _write(folder / "search_index.json", "", empty)
    _write(folder / "search_index.js", "var __index = ", empty)


def _write(file: Path, before: str, content: object) -> None:
    file.write_text(before + json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
