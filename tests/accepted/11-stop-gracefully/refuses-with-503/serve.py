"""Stay reachable while stopping, and say so: 503 for what is new, the rest is finished."""

import os
import signal
from threading import Condition, Event, Thread

from waitress import serve

from app import app as service

stopping = Event()
change = Condition()
running = 0


def app(environ, start_response):
    global running
    if stopping.is_set():
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "1")])
        yield b"stopping\n"
        return
    with change:
        running += 1
    try:
        yield from service(environ, start_response)
    finally:
        with change:
            running -= 1
            change.notify_all()


def drain():
    with change:
        change.wait_for(lambda: running == 0)
        # The last bytes are written by another thread.
        change.wait(0.3)
    os._exit(0)


def stop(number, frame):
    if not stopping.is_set():
        stopping.set()
        Thread(target=drain).start()


signal.signal(signal.SIGTERM, stop)
serve(app, port=8000, threads=8)
