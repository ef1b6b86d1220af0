"""Tell the desk about ringed birds that were seen, and wait until they are counted: python see.py B7 C3 B7

Without a ring it shows the totals alone.
"""

import json
import sys
import time
from http.client import HTTPConnection, HTTPException


def ask(method, path, body=None):
    desk = HTTPConnection("localhost", 8000, timeout=5)
    desk.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    answer = desk.getresponse()
    return answer.status, json.load(answer)


def totals(enough=0):
    """Return the totals, once the desk answers and has counted enough birds: ten seconds at most."""
    found = None
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            status, found = ask("GET", "/totals")
            if status == 200 and sum(found["rings"].values()) >= enough:
                return found
        except (OSError, HTTPException, ValueError) as error:
            found = error
        time.sleep(0.1)
    raise SystemExit(f"no such totals after ten seconds: {found}")


seen = sys.argv[1:]
before = sum(totals()["rings"].values())
for ring in seen:
    ask("POST", "/sightings", {"ring": ring})
counted = totals(before + len(seen))
print(counted["island"], dict(sorted(counted["rings"].items())))
