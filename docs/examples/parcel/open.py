"""Greet, then give this process to the service."""

import os
import sys

print(f"{os.environ['GREETING']}, the parcel is open", flush=True)
os.execvp("python", ["python", "/srv/serve.py", *sys.argv[1:]])  # noqa: S606  (this is the point)
