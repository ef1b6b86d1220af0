"""Serve with cheroot: `stop` ends its loop and waits for its threads."""

import signal
from threading import Thread

from cheroot.wsgi import Server

from app import app

server = Server(("0.0.0.0", 8000), app)
signal.signal(signal.SIGTERM, lambda number, frame: Thread(target=server.stop).start())
server.start()
