"""Ask the container `walk`: `python ask.py PATH [JSON]`. It may still be starting, so ask again."""

import subprocess
import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

port = ["docker", "port", "walk", "8000"]
address = subprocess.run(port, capture_output=True, text=True, check=True).stdout.splitlines()[0]
body = sys.argv[2].encode() if len(sys.argv) > 2 else None
end = time.monotonic() + 20
while True:
    try:
        with urlopen(Request(f"http://{address}{sys.argv[1]}", body)) as answer:
            print(answer.status, answer.read().decode().strip())
        break
    except HTTPError as refusal:
        print(refusal.code, refusal.read().decode().strip())
        break
    except (OSError, HTTPException):
        if time.monotonic() > end:
            raise
        time.sleep(0.1)
