"""Ask every container behind a name: `python ask.py ration` prints who is there and what each of them answers."""

import json
import socket
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

PATIENCE_SECONDS = 20
PORT = 8000
HEADERS = {"Content-Type": "application/json"}


def answer(address, end):
    """Return what the service at an address says. It may still be starting: ask again until `end`."""
    while True:
        try:
            connection = HTTPConnection(address, PORT, timeout=PATIENCE_SECONDS)
            connection.request("POST", "/verdict", Path("meals.json").read_bytes(), HEADERS)
            return json.loads(connection.getresponse().read())
        except ConnectionError:
            if time.monotonic() > end:
                raise
            Event().wait(0.1)


found = socket.getaddrinfo(sys.argv[1], PORT, family=socket.AF_INET, type=socket.SOCK_STREAM)
end = time.monotonic() + PATIENCE_SECONDS
answers = [answer(place[0], end) for *_, place in found]
for one in sorted(answers, key=lambda one: one["answered_by"]):
    print(f"{one['answered_by']}, version {one['version']}: {one['chick']}")
