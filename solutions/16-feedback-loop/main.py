"""Where a container begins: `serve` answers requests, `compare` prints how both versions do on the feedback."""

import json
import os
import sys

SERVER = ("gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-tmp-dir", "/dev/shm", "--no-control-socket")  # noqa: S108


def main(words: list[str]) -> None:
    """Do what the one word says."""
    if words == ["serve"]:
        # This process becomes the server and hears the stop signal. --preload loads the model once for both workers.
        os.execvp(SERVER[0], [*SERVER, "--preload", "app:app"])  # noqa: S606  (a shell is what must not stand here)
    if words == ["compare"]:
        from compare import comparison  # noqa: PLC0415  (it loads both models: the server needs one)

        print(json.dumps(comparison()))
        return
    sys.exit(f"penguin-id: one word, `serve` or `compare`, not {' '.join(words)!r}")


main(sys.argv[1:])
