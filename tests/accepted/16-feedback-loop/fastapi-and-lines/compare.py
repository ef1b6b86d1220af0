#!/usr/local/bin/python
import json
import sys

import loop

print("asking both versions", file=sys.stderr)
lines = loop.lines()
tables = {name: loop.table([(line.species_seen, ask(line)[0]) for line in lines]) for name, ask in loop.asked().items()}
print(json.dumps({"total": len(lines), "versions": tables}, indent=2))
