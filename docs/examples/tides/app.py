"""The station's tide board: the height of the water by the hour, and notes that people leave."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

VERSION = os.environ.get("VERSION", "0")
FAULT = os.environ.get("FAULT", "")
NOTES = Path("/data/notes.txt")


class Board(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            self.answer(503 if FAULT == "unhealthy" else 200, {"status": FAULT or "ok"})
        elif self.path == "/notes":
            self.answer(200, {"notes": NOTES.read_text().splitlines() if NOTES.exists() else []})
        else:
            self.answer(200, {"version": VERSION})

    def do_POST(self):
        note = self.rfile.read(int(self.headers["Content-Length"])).decode()
        NOTES.parent.mkdir(exist_ok=True)
        with NOTES.open("a") as file:
            file.write(note + "\n")
        self.answer(201, {"note": note})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if sys.argv[1:] == ["version"]:
    print(VERSION)
elif sys.argv[1:] == ["health"]:
    urlopen("http://127.0.0.1:8000/health", timeout=2)
elif FAULT == "crash":
    sys.exit("tides: no table for this year")
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("", 8000), Board).serve_forever()
