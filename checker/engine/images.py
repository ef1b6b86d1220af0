"""The engine's images by name: which are here, tag, pull, save, load, remove."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.engine.command import docker
from checker.engine.stream import Patience, follow
from checker.errors import EngineUnavailable, EnvironmentFault

#: The label of an image that our kit made; its value is the version of the recipe.
KIT = "org.shipyourmodel.kit"

#: Seconds: a registry that is in reach says a first word in this time; a whole image comes in that.
FIRST_WORD = 20.0
PULL = 900.0
BUILD = 600.0
#: Seconds for writing images to a file or reading them from one.
COPY = 900.0

#: What the engine lists in place of a name or a digest that an image does not have.
_NONE = "<none>"

_DISK_FULL = ("no space left on device", "disk quota exceeded")


@dataclass(frozen=True)
class Found:
    """An image that the engine has: its id, its size in bytes, the version of our recipe ("" where not ours)."""

    id: str
    size: int
    kit: str


def present(references: Sequence[str]) -> dict[str, Found]:
    """Return those references that the engine has, in one call. Raises EngineUnavailable."""
    if not references:
        return {}
    form = "{{.Id}} {{.Size}} {{json .RepoTags}} {{json .Config.Labels}}"
    said = docker("image", "inspect", "--format", form, *references)
    if not said.ok and "no such image" not in said.err.lower():
        raise EnvironmentFault(f"The engine does not list its images: {_last(said.err)} Type: nox -s doctor")
    found: dict[str, Found] = {}
    for line in filter(None, said.out.splitlines()):
        identity, size, rest = line.split(" ", 2)
        tags, _, labels = rest.partition("] ")
        image = Found(identity, int(size), str((json.loads(labels or "null") or {}).get(KIT, "")))
        found |= {short(tag): image for tag in json.loads(f"{tags}]") or []}
    return {name: found[short(name)] for name in references if short(name) in found}


@contextmanager
def pushed(identity: str, reference: str) -> Iterator[None]:
    """Push an image under a name, which it has as long as the body runs. Raises EnvironmentFault."""
    tag(identity, [reference])
    try:
        said = docker("push", "--quiet", reference, deadline=PULL)
        if not said.ok:
            raise failure(f"The engine did not push {reference}", said.err)
        yield
    finally:
        docker("image", "rm", reference)


def named_like(prefix: str) -> list[str]:
    """Return the references of the engine's images that start with a prefix, such as a registry's address."""
    said = docker("image", "ls", "--all", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}")
    found: dict[str, None] = {}
    for name, tag, digest in (line.split() for line in said.out.splitlines()):
        if name.startswith(prefix):
            found |= {f"{name}:{tag}": None} if tag != _NONE else {}
            found |= {f"{name}@{digest}": None} if digest != _NONE else {}
    return list(found)


def short(reference: str) -> str:
    """Return a reference as the engine lists it: without the default registry, with a tag."""
    for prefix in ("docker.io/", "index.docker.io/", "library/"):
        reference = reference.removeprefix(prefix)
    return reference if ":" in reference.rpartition("/")[2] or "@" in reference else f"{reference}:latest"


def architecture() -> str:
    """Return the engine's architecture by Docker's name (`amd64`, `arm64`). Raises EngineUnavailable."""
    said = docker("version", "--format", "{{.Server.Arch}}")
    if not said.ok:
        raise EngineUnavailable(f"The engine does not tell its version: {_last(said.err)} Type: nox -s doctor")
    return said.out.strip()


def pull(reference: str, say: Callable[[str], None]) -> bool:
    """Pull an image; return whether it came. A registry out of reach is no error here."""

    def heard(line: str) -> None:
        if "Pull complete" in line or "Downloaded newer image" in line:
            say(f"{reference}: {line}")

    try:
        return follow(["docker", "pull", reference], heard, patience=Patience(PULL, first=FIRST_WORD)).ok
    except EngineUnavailable:
        raise
    except EnvironmentFault:
        return False


def build(context: Path, labels: Mapping[str, str], args: Mapping[str, str], say: Callable[[str], None]) -> str:
    """Build the folder's Dockerfile without any network and return the image's id; it has no name yet."""
    iid = context / ".iid"
    command = ["docker", "build", "--progress=plain", "--network=none", "--iidfile", str(iid)]
    for name, value in labels.items():
        command += ["--label", f"{name}={value}"]
    for name, value in args.items():
        command += ["--build-arg", f"{name}={value}"]
    environment = {"DOCKER_BUILDKIT": "1", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}

    def heard(line: str) -> None:
        if " [" in line and "[internal]" not in line:
            say(line.split(" ", 1)[1][:100])

    ended = follow([*command, str(context)], heard, patience=Patience(BUILD), env=environment)
    if not ended.ok:
        raise failure("The engine did not build the image", ended.out)
    return iid.read_text(encoding="ascii").strip()


def tag(identity: str, references: Sequence[str]) -> None:
    """Give an image names; the last holder of each name loses it."""
    for reference in references:
        said = docker("tag", identity, reference)
        if not said.ok:
            raise failure(f"The engine did not name the image {reference}", said.err)


def forget(identity: str) -> None:
    """Remove an image that has no name any more; one that has one, or that something still uses, stays."""
    # Asked first: the engine removes an image that has one name together with the name.
    if docker("image", "inspect", "--format", "{{len .RepoTags}}", identity).out.strip() == "0":
        docker("image", "rm", identity, deadline=60.0)


def save(references: Sequence[str], target: Path) -> None:
    """Write images with all these names to a tar file, which `docker load` reads. Raises EnvironmentFault."""
    said = docker("save", "--output", str(target), *references, deadline=COPY)
    if not said.ok:
        raise failure(f"The images were not saved to {target.parent}", said.err)


def load(source: Path) -> list[str]:
    """Load the images of a tar file and return their names. Raises EnvironmentFault."""
    said = docker("load", "--input", str(source), deadline=COPY)
    if not said.ok:
        raise failure(f"The engine did not load {source}", said.err)
    return [line.split(": ", 1)[1] for line in said.out.splitlines() if line.startswith("Loaded image: ")]


def failure(what: str, said: str) -> EnvironmentFault:
    """Return the error for an engine's refusal, in one line."""
    if any(sign in said.lower() for sign in _DISK_FULL):
        return EnvironmentFault(f"{what}: the disk is full. Type: docker system df")
    return EnvironmentFault(f"{what}: {_last(said)} Type: nox -s doctor")


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return ((errors or lines or ["no reason given"])[-1]).rstrip(".") + "."
