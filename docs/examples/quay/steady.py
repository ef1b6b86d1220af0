"""Ask again and again while a command runs, and for a second more: `python steady.py WHERE COMMAND...`.

WHERE is a URL, or a container that publishes a port. Without a command it asks until Ctrl+C.
"""

import subprocess
import sys
import time
from collections import Counter
from threading import Event, Thread

from harbour import address, ask

CLIENTS, PAUSE = 4, 0.02


def client(place, stop, versions, failures):
    while not stop.wait(PAUSE):
        version, problem = ask(*place)
        (failures if problem else versions).append(problem or version)


def main(where, *command):
    stop, versions, failures = Event(), [], []
    place = address(where)
    threads = [Thread(target=client, args=(place, stop, versions, failures)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        if command:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        while not command:
            time.sleep(1)
        time.sleep(1)
    except KeyboardInterrupt:
        pass
    stop.set()
    for thread in threads:
        thread.join()
    ways = ", ".join(f"{count} x {way}" for way, count in Counter(failures).most_common())
    print(
        f"{len(versions)} answered by {' then '.join(dict.fromkeys(versions))}; {len(failures)} failed",
        f"({ways})" * bool(ways),
    )


main(*sys.argv[1:])
