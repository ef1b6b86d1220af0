"""penguin-id as the data scientists release it: one program, another version with each release.

    GET  /health    200 {"status": "ok"}, or 503 and {"status": "..."} where it cannot work
    GET  /version   200 {"model_version": "1.4.0"}
    POST /predict   {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
                    200 {"species": "Adelie", "model_version": "1.4.0"}
    POST /feedback  {"band": "T-1041", "species_seen": "Gentoo"}
                    201 with the same object
    GET  /feedback  200 {"feedback": [{"band": "T-1041", "species_seen": "Gentoo"}, ...]}

What people report is kept in /data, a line for each entry. VERSION is the version of the release. FAULT breaks it, so
that you can see what a bad release does: `unhealthy` starts and cannot work, `crash` ends at its start, `slow` takes a
moment until it listens.
"""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

VERSION = os.environ.get("VERSION", "0.0.0")
FAULT = os.environ.get("FAULT", "")
FEEDBACK = Path("/data/feedback.jsonl")

FEATURES = ("bill_length_mm", "bill_depth_mm")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
INTERCEPTS = (4.454957, -15.97498, 11.520023)
WEIGHTS = ((-0.582196, 1.23635), (0.199467, 0.457912), (0.382729, -1.694262))


def species_of(values: list[float]) -> str:
    """Return the species with the highest score."""
    scores = [
        start + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for start, weights in zip(INTERCEPTS, WEIGHTS, strict=True)
    ]
    return SPECIES[scores.index(max(scores))]


class Server(ThreadingTCPServer):
    """A thread for each connection. Python's own HTTP server looks up its name at the start, which may take long."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Answer /health, /version and /feedback."""
        if self.path == "/health":
            broken = FAULT == "unhealthy"
            self.answer(503 if broken else 200, {"status": "the model does not load" if broken else "ok"})
        elif self.path == "/version":
            self.answer(200, {"model_version": VERSION})
        elif self.path == "/feedback":
            lines = FEEDBACK.read_text(encoding="utf-8").splitlines() if FEEDBACK.exists() else []
            self.answer(200, {"feedback": [json.loads(line) for line in lines]})
        else:
            self.answer(404, {"error": f"there is no {self.path}"})

    def do_POST(self) -> None:
        """Answer /predict and /feedback."""
        try:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if self.path == "/predict":
                species = species_of([float(asked[name]) for name in FEATURES])
                self.answer(200, {"species": species, "model_version": VERSION})
            elif self.path == "/feedback":
                entry = {"band": str(asked["band"]), "species_seen": str(asked["species_seen"])}
                FEEDBACK.parent.mkdir(exist_ok=True)
                with FEEDBACK.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")
                self.answer(201, entry)
            else:
                self.answer(404, {"error": f"there is no {self.path}"})
        except (ValueError, TypeError, KeyError) as error:
            self.answer(400, {"error": f"this is missing or no good: {error}"})

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


def main() -> None:
    """Serve until SIGTERM comes."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if FAULT == "crash":
        sys.exit(f"penguin-id {VERSION}: no module named penguins")
    if FAULT == "slow":
        time.sleep(1)
    print(f"penguin-id {VERSION} listens on port 8000", flush=True)
    Server(("", 8000), Handler).serve_forever()


if __name__ == "__main__":
    main()
