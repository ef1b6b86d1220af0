"""Is a package in a bill of materials? `python ask.py SBOM.json NAME` prints where it comes from, and its version."""

import json
import sys
from pathlib import Path

path, name = sys.argv[1:]
components = json.loads(Path(path).read_text(encoding="utf-8"))["components"]
found = [one["purl"] for one in components if one["name"].lower() == name.lower()]
print("\n".join(found) or f"no {name} in this image")
