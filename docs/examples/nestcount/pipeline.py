"""Test the commit that is checked out in its own image, and push the image under the commit's id."""

import os
import subprocess
import sys

repository = f"{os.environ.get('REGISTRY', 'localhost:5000')}/nestcount"


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stdout, end="", flush=True)
        sys.exit(f"{command[0]} {command[1]} ended with {done.returncode}: nothing is pushed.")
    return done.stdout.strip()


commit = run("git", "rev-parse", "HEAD")
print("testing", commit, flush=True)
run("docker", "build", "--quiet", "--target", "test", "--tag", "nestcount:test", ".")
run("docker", "run", "--rm", "nestcount:test")

run("docker", "build", "--quiet", "--tag", f"{repository}:{commit}", ".")
run("docker", "push", "--quiet", f"{repository}:{commit}")
print(run("docker", "image", "inspect", "--format", "{{index .RepoDigests 0}}", f"{repository}:{commit}"))
