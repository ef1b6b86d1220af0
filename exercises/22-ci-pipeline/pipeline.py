"""The pipeline of penguin-id, as the engineer left it: `python pipeline.py`."""

import os
import subprocess

REGISTRY = os.environ.get("REGISTRY", "localhost:5000")
NAME = os.environ.get("NAME", "penguin-id")

image = f"{REGISTRY}/{NAME}:latest"
subprocess.run(["docker", "build", "--tag", image, "."], check=True)
subprocess.run(["docker", "push", image], check=True)
subprocess.run(["docker", "run", "--rm", image, "python", "-m", "pytest", "tests"], check=False)
