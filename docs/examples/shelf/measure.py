"""Bake a model of a hundred megabytes, and mount it: how large, how long? `python measure.py [MEGABYTES]`."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
READ = "import sys; print(len(open(sys.argv[1], 'rb').read()))"
RECIPES = {
    "baked": "FROM python:3.13-slim\nCOPY model.bin /models/model.bin\n",
    "mounted": "FROM python:3.13-slim\n",
}


def docker(*words):
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout.strip()


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(name, folder, size):
    """Return bytes of the image, seconds until a new model is in place, seconds of a start that reads it."""
    image, model = f"shelf-measured-{name}-{os.getpid()}", folder / "model.bin"
    build = ("build", "--quiet", "--tag", image, "--file", str(folder / f"{name}.Dockerfile"), str(folder))
    volume = ("--volume", f"{folder}:/models:ro") if name == "mounted" else ()
    model.write_bytes(os.urandom(size))
    docker(*build)
    try:
        fresh = os.urandom(size)
        update = seconds(lambda: model.write_bytes(fresh))
        if name == "baked":
            update += seconds(lambda: docker(*build))
        run = ("run", "--rm", *volume, image, "python", "-c", READ, "/models/model.bin")
        start = seconds(lambda: docker(*run))
        return int(docker("image", "inspect", "--format", "{{.Size}}", image)), update, start
    finally:
        docker("image", "rm", "--force", image)


def main(megabytes):
    with TemporaryDirectory(dir=HERE) as made:
        folder = Path(made).resolve()
        (folder / ".dockerignore").write_text("*\n!model.bin\n")
        for name, recipe in RECIPES.items():
            (folder / f"{name}.Dockerfile").write_text(recipe)
        found = {name: measure(name, folder, megabytes * 1_000_000) for name in RECIPES}
    print(f"{'':24}{'baked':>9}{'mounted':>9}")
    for row, (what, scale) in enumerate([("image, MB", 1e-6), ("new model in place, s", 1), ("start and read, s", 1)]):
        print(f"{what:24}" + "".join(f"{values[row] * scale:9.1f}" for values in found.values()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100)
