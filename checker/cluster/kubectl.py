"""Talk to a cluster on this machine through `kubectl`: to one that is known to be local, and to no other."""

import ipaddress
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from checker.engine.command import Finished, kill_group, popen_options

#: Names of contexts that tools for clusters on one's own machine give: whole, or up to a dash.
LOCAL = ("docker-desktop", "kind", "k3d", "minikube", "orbstack", "rancher-desktop", "colima")

#: Names that lead to this machine.
_HERE = ("localhost", "kubernetes.docker.internal", "host.docker.internal")

#: Seconds that a command which should answer at once may take.
QUICK = 15.0

#: What is made carries this label, and is found by it.
LABEL = "app.kubernetes.io/managed-by=ship-your-model"

#: How an image gets into a cluster of each kind; those that share the engine's images need nothing.
_LOADERS = {
    "kind": ("kind", "load", "docker-image", "{image}", "--name", "{cluster}"),
    "k3d": ("k3d", "image", "import", "{image}", "--cluster", "{cluster}"),
    "minikube": ("minikube", "--profile", "{context}", "image", "load", "{image}"),
}


class NoCluster(Exception):
    """No cluster can be used here: the text is a sentence that says why."""


def command(*words: str, stdin: str | None = None, seconds: float = QUICK) -> Finished:
    """Run a command and return how it ended. Raises NoCluster where it is missing or does not end in time."""
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(os.environ),
            **popen_options(),
        )
    except OSError:
        raise NoCluster(f"there is no `{words[0]}` on this machine") from None
    with process:
        try:
            out, err = process.communicate(stdin.encode() if stdin is not None else None, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NoCluster(f"`{' '.join(words[:3])}` did not answer in {seconds:.0f} s") from None
        finally:
            if process.poll() is None:
                kill_group(process)
    return Finished(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Cluster:
    """A cluster on this machine, by the context that leads to it."""

    context: str

    @classmethod
    def find(cls) -> "Cluster":
        """Return the cluster of kubectl's current context. Raises NoCluster unless it is local, and answers."""
        if not shutil.which("kubectl"):
            raise NoCluster("there is no `kubectl` on this machine")
        said = command("kubectl", "config", "current-context")
        context = said.out.strip()
        if not said.ok or not context:
            raise NoCluster("`kubectl` knows no cluster: it has no current context")
        if not local(context):
            raise NoCluster(f"kubectl's current context is `{context}`, which may be somebody's real cluster")
        cluster = cls(context)
        server = cluster.ask("config", "view", "--minify", "--output", "jsonpath={.clusters[0].cluster.server}").out
        if not _near(server.strip()):
            raise NoCluster(
                f"the context `{context}` leads to {server.strip() or 'no address'}, which is another machine"
            )
        if not cluster.ask("get", "--raw", "/readyz").ok:
            raise NoCluster(f"the cluster of the context `{context}` does not answer")
        return cluster

    def ask(self, *words: str, stdin: str | None = None, seconds: float = QUICK) -> Finished:
        """Run kubectl on this cluster alone, whatever the current context is by now."""
        return command("kubectl", "--context", self.context, *words, stdin=stdin, seconds=seconds)

    def load(self, image: str) -> None:
        """Bring an image of the engine into the cluster. Raises NoCluster where that cannot be done."""
        kind, _, rest = self.context.partition("-")
        words = _LOADERS.get(kind)
        if not words:
            return
        said = command(*(word.format(image=image, cluster=rest, context=self.context) for word in words), seconds=120.0)
        if not said.ok:
            raise NoCluster(f"`{words[0]}` could not load the image: {_last(said)}")


def local(context: str) -> bool:
    """Tell whether a context has a name that a tool for local clusters gives."""
    return any(context == name or context.startswith(f"{name}-") for name in LOCAL)


def _near(server: str) -> bool:
    """Tell whether an address is this machine's, or one of a network that no route leads to from outside."""
    host = urlsplit(server).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in _HERE
    return address.is_loopback or address.is_private


def _last(said: Finished) -> str:
    lines = [line for line in (said.err or said.out).splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it gives no reason"


class Space:
    """A namespace of our own in a cluster, with everything in it; whoever makes it deletes it."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        """Make it. Raises NoCluster where the cluster does not let us."""
        self.cluster = cluster
        self.name = name
        made = cluster.ask("create", "namespace", name)
        if not made.ok:
            raise NoCluster(f"the cluster makes no namespace for us: {_last(made)}")
        cluster.ask("label", "namespace", name, LABEL)

    def delete(self) -> None:
        """Delete it with all that is in it; the cluster takes its time for that, and we do not wait."""
        self.cluster.ask("delete", "namespace", self.name, "--wait=false", "--ignore-not-found")

    def ask(self, *words: str, stdin: str | None = None, seconds: float = QUICK) -> Finished:
        """Run kubectl in this namespace."""
        return self.cluster.ask("--namespace", self.name, *words, stdin=stdin, seconds=seconds)

    def apply(self, objects: Sequence[Mapping[str, Any]]) -> Finished:
        """Apply objects, as they are, to this namespace."""
        listed = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        return self.ask("apply", "--filename", "-", stdin=json.dumps(listed), seconds=60.0)

    def rolled_out(self, deployment: str, seconds: float) -> Finished:
        """Wait until a deployment's newest pods are ready, or for so many seconds."""
        words = ("rollout", "status", f"deployment/{deployment}", f"--timeout={seconds:.0f}s")
        return self.ask(*words, seconds=seconds + QUICK)

    def state(self) -> str:
        """Return what a person would look at first: pods, and the last events."""
        pods = self.ask("get", "pods", "--output", "wide").out
        events = self.ask("get", "events", "--sort-by=.lastTimestamp").out
        return "\n".join([*pods.splitlines(), *events.splitlines()[-8:]])
