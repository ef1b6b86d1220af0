"""Send dives to localhost:8000, eight at a time: `python ask.py 31`. The twentieth is no number."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection


def send(number: int) -> int:
    body = json.dumps({"seconds": "long" if number == 20 else 40 + 4 * number})
    connection = HTTPConnection("localhost", 8000)
    connection.request("POST", "/dive", body, {"X-Request-ID": f"log-{number}"})
    return connection.getresponse().status


with ThreadPoolExecutor(8) as pool:
    statuses = list(pool.map(send, range(1, int(sys.argv[1]) + 1)))
print(", ".join(f"{statuses.count(status)} times {status}" for status in sorted({*statuses})))
