"""Process 1: starts gunicorn, hands the stop signal on, and reaps whatever ends."""

import os
import signal
import subprocess
import sys

server = subprocess.Popen(["gunicorn", "--graceful-timeout", "5", "app:app"])
signal.signal(signal.SIGTERM, lambda number, frame: os.kill(server.pid, number))
while True:
    ended, status = os.wait()
    if ended == server.pid:
        sys.exit(os.waitstatus_to_exitcode(status))
