"""Whether a pod's probes would succeed: asked of a container that is run as the pod says."""

from collections.abc import Mapping
from typing import Any

from checker.api.http import Request
from checker.api.manifests.manifests import Manifests
from checker.api.service import Service
from checker.cluster.objects import Misfit
from checker.deadline import wait_for
from checker.engine.sockets import listeners
from checker.errors import EngineUnavailable, EnvironmentFault

#: Probes that each pod has to have, and one that it may have.
NEEDED, POSSIBLE = ("readinessProbe", "livenessProbe"), ("startupProbe",)

#: Seconds in which a service that answers already has to satisfy its probes.
SETTLES = 4.0


def expect_probes(manifests: Manifests, service: Service) -> None:
    """Raise Failure where a probe is missing, or where it would fail on a service that answers."""
    pod = manifests.pod
    with manifests.complaints():
        for name in (*NEEDED, *POSSIBLE):
            probe = pod.of_container(name)
            if probe is None:
                if name in NEEDED:
                    raise pod.misfit((name,), f"no `{name}`", f"`{name}:` with an httpGet of an address that answers")
                continue
            _expect(manifests, service, name, probe)


def _expect(manifests: Manifests, service: Service, name: str, probe: Mapping[str, Any]) -> None:
    last = ""

    def look() -> bool | None:
        nonlocal last
        last = _wrong(manifests, service, name, probe)
        return None if last else True

    if not wait_for(look, SETTLES, beat=0.2):
        raise manifests.pod.misfit((name,), f"this probe fails on your image: {last}", "a probe that succeeds", None)


def _wrong(manifests: Manifests, service: Service, name: str, probe: Mapping[str, Any]) -> str:
    """Return why a probe fails now, empty where it succeeds."""
    if command := (probe.get("exec") or {}).get("command"):
        try:
            ran = service.execute(*command)
        except EngineUnavailable:
            raise
        except EnvironmentFault:
            return f"`{' '.join(command)}` does not end"
        return "" if ran.exit_code == 0 else f"`{' '.join(command)}` ends with exit code {ran.exit_code}"
    kind = next((kind for kind in ("httpGet", "tcpSocket") if probe.get(kind)), "")
    if not kind:
        raise _unknown(manifests, name)
    port = manifests.pod.port(probe[kind]["port"], manifests.workload.deployment, _path(name, kind))
    return _unheard(service, kind, probe[kind], port)


def _unheard(service: Service, kind: str, asked: Mapping[str, Any], port: int) -> str:
    """Return why nobody answers what is asked at a port now, empty where somebody does."""
    if host := asked.get("host"):
        return f"it asks at the host {host}, and not in the pod"
    if not any(one.port == port and not one.loopback for one in listeners(service.container)):
        return f"nothing listens on port {port}"
    if kind == "tcpSocket" or port != service.port:
        return ""
    if (scheme := asked.get("scheme", "HTTP")) != "HTTP":
        return f"it speaks {scheme}, and the service speaks HTTP"
    path = str(asked.get("path") or "/")
    headers = {one["name"]: one["value"] for one in asked.get("httpHeaders") or []}
    answer = service.ask(Request("GET", path if path.startswith("/") else f"/{path}", headers=headers))
    return "" if 200 <= answer.status < 400 else f"GET {path} on port {port} answers {answer.status}"


def _path(name: str, kind: str) -> tuple[str | int, ...]:
    return ("spec", "template", "spec", "containers", 0, name, kind, "port")


def _unknown(manifests: Manifests, name: str) -> Misfit:
    return manifests.pod.misfit((name,), "a probe of a kind that cannot be tried here", "httpGet, tcpSocket or exec")
