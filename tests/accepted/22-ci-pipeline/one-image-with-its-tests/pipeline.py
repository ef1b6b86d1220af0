import os
import re
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
repository = os.environ.get("REGISTRY", "localhost:5000") + "/" + os.environ.get("NAME", "penguin-id")


def sh(*words, **more):
    print("+", *words, flush=True)
    return subprocess.run(words, cwd=here, check=True, text=True, **more)


try:
    commit = sh("git", "log", "-1", "--format=%H", stdout=subprocess.PIPE).stdout.strip()
    image = f"{repository}:{commit}"
    sh("docker", "build", "-t", image, "-t", f"{repository}:main", str(here))
    sh("docker", "create", "--name", f"tests-of-{commit}", image, "python", "-m", "pytest", "tests")
    try:
        sh("docker", "start", "--attach", f"tests-of-{commit}")
    finally:
        subprocess.run(["docker", "rm", "-f", f"tests-of-{commit}"], check=False)
    pushed = [sh("docker", "push", f"{repository}:{tag}", stdout=subprocess.PIPE).stdout for tag in (commit, "main")]
    (digest,) = set(re.findall(r"digest: (sha256:\w+)", "".join(pushed)))
    print(f"{repository}@{digest}")
except subprocess.CalledProcessError as error:
    sys.exit(f"stopped: {error.cmd} ended with {error.returncode}")
