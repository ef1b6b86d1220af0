"""Look for new surveys every minute, until somebody asks to stop."""

import signal
import sys
from threading import Event

stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())

print("waiting for surveys", flush=True)
while not stop.wait(timeout=60):
    print("no new surveys", flush=True)
print("asked to stop: nothing is left open", flush=True)
sys.exit(0)
