"""Release penguin-id: build it, push it under a version that never changes, and move the tag `stable` to it.

    python release.py 1.4.0

REGISTRY (host:port), NAME (of the repository), SOURCE and REVISION come from the environment. The last line of output
is the image's address by digest. Whatever goes wrong ends the script with a message and status 1.
"""

import json
import os
import subprocess
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

REGISTRY = os.environ.get("REGISTRY", "localhost:5000")
NAME = os.environ.get("NAME", "penguin-id")
SOURCE = os.environ.get("SOURCE", "https://git.rookery.example/penguin-id")
REVISION = os.environ.get("REVISION", "unknown")

REPOSITORY = f"{REGISTRY}/{NAME}"
MOVING = "stable"


def docker(*arguments: str) -> str:
    """Run a docker command and return what it prints; its failure is ours."""
    done = subprocess.run(["docker", *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"`docker {arguments[0]}` failed: nothing is released.")
    return done.stdout.strip()


def released() -> list[str]:
    """Return the tags that the registry has: what this machine remembers says nothing about that."""
    try:
        with urlopen(f"http://{REPOSITORY.replace('/', '/v2/', 1)}/tags/list", timeout=10) as answer:
            return json.load(answer)["tags"] or []
    except HTTPError as error:
        if error.code == 404:  # nobody has pushed to this repository yet
            return []
        sys.exit(f"The registry {REGISTRY} answers {error.code}: nothing is released.")
    except (URLError, OSError) as error:
        sys.exit(f"The registry {REGISTRY} does not answer ({error}): nothing is released.")


def main(version: str) -> None:
    """Release the folder's content as a version."""
    if version in released():
        sys.exit(f"{NAME} {version} is released already, and stays what it is. Take the next version.")

    image = f"{REPOSITORY}:{version}"
    labels = {"source": SOURCE, "revision": REVISION, "version": version}
    options = [f"--label=org.opencontainers.image.{name}={value}" for name, value in labels.items()]
    docker("build", "--quiet", *options, "--tag", image, ".")

    # The version first: if the second push fails, `stable` still names the release before.
    docker("push", "--quiet", image)
    docker("tag", image, f"{REPOSITORY}:{MOVING}")
    docker("push", "--quiet", f"{REPOSITORY}:{MOVING}")

    digests = json.loads(docker("image", "inspect", "--format", "{{json .RepoDigests}}", image))
    print(next(one for one in digests if one.startswith(f"{REPOSITORY}@")))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python release.py VERSION")
    main(sys.argv[1])
