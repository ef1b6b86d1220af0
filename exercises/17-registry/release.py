"""Release penguin-id: `python release.py VERSION`. As the engineer left it: it works on a good day."""

import os
import subprocess
import sys

REGISTRY = os.environ.get("REGISTRY", "localhost:5000")
NAME = os.environ.get("NAME", "penguin-id")

version = sys.argv[1]
image = f"{REGISTRY}/{NAME}:latest"
subprocess.run(["docker", "build", "--tag", image, "."], check=False)
subprocess.run(["docker", "push", image], check=False)
print(f"released {version}")
