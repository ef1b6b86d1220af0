"""deploy IMAGE: put a version of penguin-id live."""

import os
import subprocess
import sys

NAME = os.environ.get("NAME", "penguin-id")
PORT = os.environ.get("PORT", "8000")


def docker(*words: str) -> str:
    """Run a docker command and return what it prints. Raises CalledProcessError."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Replace what runs by the image that the command line names."""
    image = sys.argv[1]
    subprocess.run(["docker", "rm", "--force", NAME], capture_output=True, check=False)
    docker("run", "--detach", "--name", NAME, "--publish", f"127.0.0.1:{PORT}:8000", image)
    print(f"{image} is live")


if __name__ == "__main__":
    main()
