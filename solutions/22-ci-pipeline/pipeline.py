"""The pipeline of penguin-id: test the commit in its own image, then push the image under the commit's id.

    python pipeline.py

REGISTRY (host:port) and NAME (of the repository) come from the environment. It runs the same on a laptop and in a
workflow. The first step that fails ends it, with a message and status 1: what has not been tested is not pushed.
"""

import json
import os
import subprocess
import sys

REGISTRY = os.environ.get("REGISTRY", "localhost:5000")
NAME = os.environ.get("NAME", "penguin-id")


def run(step: str, *command: str) -> str:
    """Run a command and return what it prints; its failure ends the pipeline."""
    print(f"--- {step}", flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode:
        sys.exit(f"{step} failed: nothing is pushed.")
    return done.stdout.strip()


def main() -> None:
    """Test, build and push the commit that is checked out."""
    commit = run("commit", "git", "rev-parse", "HEAD")
    image = f"{REGISTRY}/{NAME}:{commit}"

    tests = run("build the tests", "docker", "build", "--quiet", "--target", "test", ".")
    run("test", "docker", "run", "--rm", "--network", "none", tests)

    # Every layer of the service comes from the cache now: it is the image below the tests.
    run("build", "docker", "build", "--quiet", "--target", "service", "--tag", image, ".")
    run("push", "docker", "push", "--quiet", image)

    digests = json.loads(run("digest", "docker", "image", "inspect", "--format", "{{json .RepoDigests}}", image))
    print(next(one for one in digests if one.startswith(f"{REGISTRY}/{NAME}@")))


if __name__ == "__main__":
    main()
