"""A server of our own on the standard library's: ends at SIGINT, joins its threads."""

import os
import signal
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

from app import app


class Server(ThreadingMixIn, WSGIServer):
    """Answers each request in a thread that is waited for at the end."""

    daemon_threads = False
    block_on_close = True


def reap(number, frame):
    """Ask every child that has ended how it ended; those of `subprocess` find out by themselves that it is too late."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


signal.signal(signal.SIGCHLD, reap)
with make_server("0.0.0.0", 8000, app, Server) as server:
    signal.signal(signal.SIGINT, lambda number, frame: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
