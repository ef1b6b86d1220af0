"""Stop what runs and start another image in its place: `python replace.py CONTAINER IMAGE`."""

import subprocess
import sys

from harbour import address, ask, wait_until

container, image = sys.argv[1:]
_, port, _ = place = address(container)
subprocess.run(["docker", "stop", container], check=True)
subprocess.run(["docker", "rm", container], check=True)
subprocess.run(["docker", "run", "--detach", "--name", container, "--publish", f"{port}:8000", image], check=True)
wait_until(lambda: not ask(*place)[1])
