"""Serve with waitress: SystemExit in its loop lets it finish what it has begun."""

import signal
import sys

from waitress import serve

from app import app

signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
serve(app, port=8000, threads=8)
