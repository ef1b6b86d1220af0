"""Ask the service from inside its container, patiently: it may still be starting."""

import sys
import time
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE_SECONDS = 20
end = time.monotonic() + PATIENCE_SECONDS
while time.monotonic() < end:
    try:
        print(urlopen("http://127.0.0.1:8000/health").read().decode().strip())
        sys.exit(0)
    except URLError:
        Event().wait(0.1)
sys.exit(f"nobody answers inside after {PATIENCE_SECONDS} s")
