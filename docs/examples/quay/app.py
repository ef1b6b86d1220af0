"""The quay's board: which ship lies at which berth. It takes a moment to read the harbour's books first."""

import json
import os
import signal
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread, Timer

VERSION = os.environ.get("VERSION", "0")
#: Seconds that an answer takes: one about a berth, one about the whole year.
SECONDS = {"/berth": 0.05, "/year": 5}
#: Seconds that the books take.
READING = float(os.environ.get("READING", "2"))
read = Event()


class Board(BaseHTTPRequestHandler):
    def do_GET(self):
        ready = read.is_set()
        if ready:
            time.sleep(SECONDS.get(self.path, 0))
        self.answer(200 if ready else 503, {"version": VERSION} if ready else {"error": "still reading"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # when it closes, it waits for the answers that it has begun
    request_queue_size = 128


def main():
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    server = Server(("", 8000), Board)
    Thread(target=server.serve_forever, daemon=True).start()
    Timer(READING, read.set).start()
    stopping.wait()
    server.shutdown()  # no new connections
    server.server_close()


main()
