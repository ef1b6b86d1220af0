"""Release with all tags at once, and keep the digest in a file beside the image's metadata."""

import argparse
import http.client
import json
import os
import pathlib
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("version")
version = parser.parse_args().version
host, name = os.environ["REGISTRY"], os.environ["NAME"]

connection = http.client.HTTPConnection(host, timeout=5)
try:
    connection.request("GET", f"/v2/{name}/tags/list")
    answer = connection.getresponse()
    known = json.loads(answer.read())
except OSError as error:
    parser.exit(2, f"cannot reach {host}: {error}\n")
if version in (known.get("tags") or []):
    parser.exit(3, f"{name} has {version} already\n")

tags = [version, version.rpartition(".")[0], "stable"]
options = [f"--tag={host}/{name}:{tag}" for tag in tags]
for label, value in {"source": os.environ["SOURCE"], "revision": os.environ["REVISION"], "version": version}.items():
    options.append(f"--label=org.opencontainers.image.{label}={value}")
here = pathlib.Path(__file__).parent
subprocess.run(["docker", "image", "build", *options, str(here)], check=True)
for tag in tags:
    subprocess.run(["docker", "image", "push", f"{host}/{name}:{tag}"], check=True)
found = subprocess.run(["docker", "inspect", f"{host}/{name}:{version}"], check=True, capture_output=True).stdout
(address,) = [one for one in json.loads(found)[0]["RepoDigests"] if one.startswith(f"{host}/{name}@")]
pathlib.Path("deploy.env").write_text(f"IMAGE={address}\n")
print(pathlib.Path("deploy.env").read_text())
