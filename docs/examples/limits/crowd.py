"""Start threads until the kernel has enough: `python crowd.py 100`."""

import sys
from threading import Event, Thread

wanted, end = int(sys.argv[1]), Event()
started = 0
try:
    for _ in range(wanted):
        Thread(target=end.wait).start()
        started += 1
    print(f"all {started} threads run")
except RuntimeError as error:
    print(f"{started} threads run, then: {error}")
finally:
    end.set()
