"""A registry's HTTP API, all but read only: repositories, tags, digests, manifests and configurations of images."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from checker.errors import EnvironmentFault
from checker.limits import limits

#: Without these a registry turns a manifest into one of an older form, with another digest.
_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
#: How many names a registry of one attempt is asked for at most: it never holds as many.
MOST = 1000


@dataclass(frozen=True)
class Layer:
    """A layer as a registry stores it: its digest and its compressed size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True)
class Pushed:
    """An image in a registry: the digest that its tag names, its configuration, its layers, lowest first."""

    reference: str
    digest: str
    config: Mapping[str, Any]
    layers: tuple[Layer, ...]

    @property
    def labels(self) -> dict[str, str]:
        """The labels that the image carries."""
        return dict((self.config.get("config") or {}).get("Labels") or {})

    @property
    def diff_ids(self) -> list[str]:
        """The digests of its layers as they lie in a container, lowest first."""
        return list((self.config.get("rootfs") or {}).get("diff_ids") or [])


class RegistryClient:
    """Reads a registry at `host:port`. A registry of ours that does not answer is a fault of the machine."""

    def __init__(self, host: str, port: int) -> None:
        """Prepare; nothing is asked yet."""
        accept = {"Accept": ", ".join(_MANIFESTS)}
        address = f"http://{host}:{port}"
        self._http = httpx.Client(base_url=address, timeout=limits().start, trust_env=False, headers=accept)

    def answers(self) -> bool:
        """Return whether it is there."""
        try:
            return self._http.get("/v2/").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def repositories(self) -> list[str]:
        """Return the names of its repositories."""
        return sorted(self._json(f"/v2/_catalog?n={MOST}")["repositories"] or [])

    def tags(self, repository: str) -> dict[str, str]:
        """Return tag to digest of a repository; empty where it has none, or does not exist."""
        found = self._get(f"/v2/{repository}/tags/list?n={MOST}")
        names = json.loads(found.content).get("tags") if found is not None else None
        digests = {name: self.digest(repository, name) for name in sorted(names or [])}
        return {name: digest for name, digest in digests.items() if digest}

    def digest(self, repository: str, reference: str) -> str:
        """Return the digest of a tag (or of a digest); empty where the repository has no such thing."""
        found = self._get(f"/v2/{repository}/manifests/{reference}")
        return found.headers["Docker-Content-Digest"] if found is not None else ""

    def image(self, repository: str, reference: str, architecture: str = "") -> Pushed | None:
        """Return the image behind a tag or a digest; of several platforms, the one for an architecture."""
        found = self._get(f"/v2/{repository}/manifests/{reference}")
        if found is None:
            return None
        manifest = json.loads(found.content)
        if chosen := _chosen(manifest.get("manifests") or [], architecture):
            manifest = self._json(f"/v2/{repository}/manifests/{chosen}")
        layers = tuple(Layer(one["digest"], one["size"]) for one in manifest["layers"])
        config = json.loads(self.blob(repository, manifest["config"]["digest"]))
        return Pushed(f"{repository}:{reference}", found.headers["Docker-Content-Digest"], config, layers)

    def tag(self, repository: str, reference: str, name: str) -> None:
        """Give what a reference names one more tag. Raises EnvironmentFault."""
        path = f"/v2/{repository}/manifests/"
        found = self._get(path + reference)
        if found is None:
            raise EnvironmentFault(f"The local registry has lost {reference}.")
        try:
            headers = {"Content-Type": found.headers["Content-Type"]}
            self._http.put(path + name, content=found.content, headers=headers).raise_for_status()
        except httpx.HTTPError as error:
            raise EnvironmentFault(f"The local registry takes no tag ({type(error).__name__}).") from error

    def ask_plainly(self, repository: str, tag: str) -> None:
        """Ask for a manifest as `curl` does, whatever is answered.

        A registry that is not told which forms are welcome writes down an older one, once: whoever asks later changes
        nothing any more.
        """
        with suppress(httpx.HTTPError):
            self._http.get(f"/v2/{repository}/manifests/{tag}", headers={"Accept": "*/*"})

    def blob(self, repository: str, digest: str) -> bytes:
        """Return the bytes of a layer or a configuration of a repository."""
        found = self._get(f"/v2/{repository}/blobs/{digest}")
        if found is None:
            raise EnvironmentFault(f"The local registry has lost {digest}.")
        return found.content

    def close(self) -> None:
        """Let its connections go."""
        self._http.close()

    def _json(self, path: str) -> Any:
        found = self._get(path)
        if found is None:
            raise EnvironmentFault(f"The local registry does not find {path}, which it named itself.")
        return json.loads(found.content)

    def _get(self, path: str) -> httpx.Response | None:
        """Return an answer with status 200; None for 404. Raises EnvironmentFault."""
        try:
            answer = self._http.get(path)
        except httpx.HTTPError as error:
            raise EnvironmentFault(f"The local registry stopped answering ({type(error).__name__}).") from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.status_code != httpx.codes.OK:
            raise EnvironmentFault(f"The local registry answers {answer.status_code} to GET {path}.")
        return answer


def _chosen(manifests: list[dict[str, Any]], architecture: str) -> str:
    """Return the digest of an index's manifest for an architecture, else of the first that is an image."""
    images = [one for one in manifests if (one.get("platform") or {}).get("architecture") != "unknown"]
    fitting = [one for one in images if (one.get("platform") or {}).get("architecture") == architecture]
    return next((str(one["digest"]) for one in [*fitting, *images]), "")
