#!/usr/bin/env python3
"""Start the service with as many threads as the colony asks for."""

import os

threads = os.environ.get("THREADS", "2")
os.execvp("gunicorn", ["gunicorn", "--bind", "0.0.0.0:8000", "--threads", threads, "app:app"])
