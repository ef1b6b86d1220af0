"""What the scripts of this lesson share: where a container is reached, one question, and a wait."""

import http.client
import json
import subprocess
import time
from urllib.parse import urlsplit


def address(where):
    """Return host, port and path of a URL, or those of a container that publishes a port."""
    if where.startswith("http"):
        url = urlsplit(where)
        return url.hostname, url.port or 80, url.path or "/"
    command = ["docker", "port", where]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return "127.0.0.1", int(line.rpartition(":")[2]), "/berth"


def ask(host, port, path):
    """Return the version that answers and "", or "" and what went wrong. Each question has a connection of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        said = json.loads(answer.read() or b"{}") if answer.status == 200 else {}
    except ConnectionRefusedError:
        return "", "connection refused"
    except (OSError, http.client.HTTPException, ValueError):
        return "", "connection closed"
    finally:
        connection.close()
    return said.get("version") or said.get(
        "model_version", ""
    ), "" if answer.status == 200 else f"status {answer.status}"


def wait_until(good, seconds=20):
    end = time.monotonic() + seconds
    while not good() and time.monotonic() < end:
        time.sleep(0.1)
