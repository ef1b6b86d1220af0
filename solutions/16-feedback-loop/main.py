"""Where a container begins: `serve` answers requests, `compare` prints how both versions do on the feedback."""

import json
import os
import sys

from compare import comparison

SERVER = ("gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-tmp-dir", "/dev/shm", "--no-control-socket")  # noqa: S108

if sys.argv[1:] == ["serve"]:
    # This process becomes the server, and hears the stop signal.
    os.execvp(SERVER[0], [*SERVER, "app:app"])  # noqa: S606  (a shell is what must not stand here)
elif sys.argv[1:] == ["compare"]:
    print(json.dumps(comparison()))
else:
    sys.exit(f"penguin-id: one word, `serve` or `compare`, not {' '.join(sys.argv[1:])!r}")
