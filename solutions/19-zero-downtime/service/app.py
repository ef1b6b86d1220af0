"""penguin-id as the data scientists release it: one program, another version with each release.

    GET  /health    503 {"status": "loading"} until the model has been loaded, then 200 {"status": "ok"}
    GET  /version   200 {"model_version": "1.4.0"}
    POST /predict   {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                    200 {"species": "Adelie", "model_version": "1.4.0"}, after about a tenth of a second
    POST /survey    {"birds": [{"bill_length_mm": 39.1, "bill_depth_mm": 18.7}, ...]}
                    200 {"species": ["Adelie", ...], "model_version": "1.4.0"}, after a tenth of a second for each bird

It listens at once. While the model loads, /predict and /survey get 503: for about half a second, and longer in a
release with FAULT=slow. After SIGTERM it takes no new connections, answers what it has begun, and ends with code 0.
VERSION is the version of the release.
"""

import json
import os
import signal
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread, Timer
from typing import Any

VERSION = os.environ.get("VERSION", "0.0.0")
#: Seconds that the model takes to load, and to look at a bird. The waiting stands for the work.
LOADING = 3.0 if os.environ.get("FAULT") == "slow" else 0.4
SECONDS_A_BIRD = 0.1

FEATURES = ("bill_length_mm", "bill_depth_mm")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
INTERCEPTS = (4.454957, -15.97498, 11.520023)
WEIGHTS = ((-0.582196, 1.23635), (0.199467, 0.457912), (0.382729, -1.694262))

loaded = Event()


def species_of(bird: dict[str, Any]) -> str:
    """Return the species with the highest score. Raises KeyError, TypeError or ValueError for what is no bird."""
    values = [float(bird[name]) for name in FEATURES]
    scores = [
        start + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for start, weights in zip(INTERCEPTS, WEIGHTS, strict=True)
    ]
    return SPECIES[scores.index(max(scores))]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Answer /health and /version."""
        if self.path == "/health":
            ready = loaded.is_set()
            self.answer(200 if ready else 503, {"status": "ok" if ready else "loading"})
        elif self.path == "/version":
            self.answer(200, {"model_version": VERSION})
        else:
            self.answer(404, {"error": f"there is no {self.path}"})

    def do_POST(self) -> None:
        """Answer /predict and /survey."""
        try:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if not loaded.is_set():
                self.answer(503, {"error": "the model is loading"})
            elif self.path == "/predict":
                self.answer(200, {"species": self.look([asked])[0], "model_version": VERSION})
            elif self.path == "/survey":
                self.answer(200, {"species": self.look(list(asked["birds"])), "model_version": VERSION})
            else:
                self.answer(404, {"error": f"there is no {self.path}"})
        except (ValueError, TypeError, KeyError) as error:
            self.answer(400, {"error": f"this is missing or no good: {error}"})

    @staticmethod
    def look(birds: list[dict[str, Any]]) -> list[str]:
        """Return the species of birds, each after its time."""
        found = [species_of(bird) for bird in birds]
        time.sleep(SECONDS_A_BIRD * len(birds))
        return found

    def answer(self, status: int, body: dict[str, Any]) -> None:
        """Send a JSON object."""
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Print nothing for each request."""


class Server(ThreadingHTTPServer):
    """A server that waits, when it is closed, for the requests that it has begun."""

    daemon_threads = False
    request_queue_size = 128


def main() -> None:
    """Serve until SIGTERM comes, and finish what has begun."""
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    server = Server(("", 8000), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    Timer(LOADING, loaded.set).start()
    print(f"penguin-id {VERSION} listens on port 8000", flush=True)
    stopping.wait()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
