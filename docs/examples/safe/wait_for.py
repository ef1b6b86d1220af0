"""Wait for a container's health: `python wait_for.py CONTAINER healthy` ends when the engine says so."""

import subprocess
import sys
from threading import Timer

DEADLINE_SECONDS = 60


def main(container: str, status: str) -> int:
    """Follow the engine's events since the container started. Return 0, or 1 where the deadline passes."""
    inspect = ["docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}", container]
    identity, started = subprocess.run(inspect, capture_output=True, text=True, check=True).stdout.split()
    follow = ["docker", "events", "--since", started, "--format", "{{.Action}}"]
    follow += ["--filter", f"container={identity}", "--filter", "event=health_status"]
    with subprocess.Popen(follow, stdout=subprocess.PIPE, text=True) as events:
        timer = Timer(DEADLINE_SECONDS, events.kill)
        timer.start()
        for line in events.stdout or []:
            if line.strip() == f"health_status: {status}":
                print(f"{container} is {status}")
                timer.cancel()
                events.kill()
                return 0
    print(f"{container} is not {status} after {DEADLINE_SECONDS} s")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
