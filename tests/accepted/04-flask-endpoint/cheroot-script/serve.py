"""Serve the app by cheroot, from a script of our own."""

from app import app
from cheroot.wsgi import Server

server = Server(("0.0.0.0", 8000), app)
server.safe_start()
