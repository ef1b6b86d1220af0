"""Write what is installed here as a bill of materials: Python's packages and Debian's, in the form of CycloneDX.

Run it inside an image: `docker run --rm --interactive IMAGE python - < sbom.py`.
"""

import json
import subprocess
from importlib.metadata import distributions


def component(kind: str, name: str, version: str) -> dict[str, str]:
    """Return an entry; `purl` is a name for the package that every tool understands."""
    return {"type": "library", "name": name, "version": version, "purl": f"pkg:{kind}/{name.lower()}@{version}"}


packages = {(one.metadata["Name"], one.version) for one in distributions()}
listed = subprocess.run(
    ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n"], capture_output=True, text=True, check=True
)
system = (line.split(" ") for line in listed.stdout.splitlines())
components = [component("pypi", name, version) for name, version in sorted(packages)]
components += [component("deb/debian", name, version) for name, version in system]
print(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}, indent=1))
