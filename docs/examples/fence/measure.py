"""What a container weighs on this machine: whose kernel it runs on, how fast it starts, what it adds to the disk."""

import statistics
import subprocess
import time

IMAGE = "python:3.13-slim"
STARTS = 5


def docker(*arguments):
    """Return what a docker command prints."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def seconds():
    """Return how long a container takes to start, do nothing, end and go away."""
    begin = time.perf_counter()
    docker("run", "--rm", IMAGE, "true")
    return time.perf_counter() - begin


def added_bytes():
    """Return what a container that has written nothing adds to its image, for example `0B (virtual 231MB)`."""
    container = docker("create", IMAGE)
    try:
        return docker("ps", "--all", "--size", "--filter", f"id={container}", "--format", "{{.Size}}")
    finally:
        docker("rm", container)


engine = docker("info", "--format", "{{.KernelVersion}}")
inside = docker("run", "--rm", IMAGE, "uname", "-r")
print(f"kernel of the engine's machine   {engine}")
print(f"kernel in a container            {inside}: {'the same' if inside == engine else 'another one'}")
print(f"start to end, median of {STARTS}        {statistics.median(seconds() for _ in range(STARTS)):.2f} s")
print(f"disk that a new container adds   {added_bytes()}")
