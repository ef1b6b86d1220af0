"""The labels stand in the Dockerfile; the tag is moved inside the registry, by putting the same manifest again."""

import os
import subprocess
import sys
import urllib.error
import urllib.request

version = sys.argv[1]
registry = os.getenv("REGISTRY", "localhost:5000")
name = os.getenv("NAME", "penguin-id")
manifests = f"http://{registry}/v2/{name}/manifests/"
kinds = ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json",
         "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"]


def manifest(tag):
    request = urllib.request.Request(manifests + tag, headers={"Accept": ", ".join(kinds)})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["Content-Type"], answer.headers["Docker-Content-Digest"], answer.read()


try:
    manifest(version)
except urllib.error.HTTPError as error:
    if error.code != 404:
        raise
else:
    raise SystemExit(f"refusing: {version} is there")

arguments = []
for key in ("SOURCE", "REVISION"):
    arguments += ["--build-arg", f"{key}={os.environ.get(key, '')}"]
image = f"{registry}/{name}:{version}"
subprocess.check_call(["docker", "build", *arguments, "--build-arg", f"VERSION={version}", "-t", image, os.path.dirname(os.path.abspath(__file__))])
subprocess.check_call(["docker", "push", image])
kind, digest, body = manifest(version)
put = urllib.request.Request(manifests + "stable", data=body, method="PUT", headers={"Content-Type": kind})
urllib.request.urlopen(put).close()
print(f"stable is now {registry}/{name}@{digest} ({version})")
