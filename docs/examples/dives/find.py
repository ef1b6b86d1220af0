"""Print the lines of a log that have a value in a field: `docker logs dives | python find.py status 400`."""

import json
import sys

name, value = sys.argv[1:]
for line in sys.stdin:
    found = json.loads(line)
    if str(found.get(name)) == value:
        print(json.dumps(found))
