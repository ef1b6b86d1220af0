"""Ask every version about every bird that there is feedback on, and count how often each is right."""

import json

import store
from rules import VERSIONS

entries = store.entries()
right = {version: sum(rule(bird) == bird["stage_seen"] for bird in entries) for version, rule in VERSIONS.items()}
print(json.dumps({"birds": len(entries), "right": right}))
