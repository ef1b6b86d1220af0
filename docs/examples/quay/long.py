"""Ask for the whole year, which takes five seconds, while a command runs: `python long.py CONTAINER COMMAND...`."""

import subprocess
import sys
import time
from threading import Thread

from harbour import address, ask


def main(where, *command):
    host, port, _ = address(where)
    said = []
    thread = Thread(target=lambda: said.extend(ask(host, port, "/year")))
    thread.start()
    time.sleep(0.5)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    thread.join()
    version, problem = said
    print(f"lost: {problem}" if problem else f"answered whole by version {version}")


main(*sys.argv[1:])
