"""What passes the gate, what is changed on its way, what is refused."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.engine.gate.create import Creation, Refused
from checker.engine.gate.message import Request, answer
from checker.engine.gate.objects import BUILT_IN, GATE, Objects, with_label
from checker.engine.gate.upstream import ask
from checker.engine.images import short

Body = Callable[[], bytes]


@dataclass(frozen=True)
class Passes:
    """The request goes on, with a body of ours where it has one."""

    body: bytes | None = None
    hijack: bool = False
    """Whether the connection may go on in another protocol after it."""


@dataclass(frozen=True)
class Answered:
    """The gate answers by itself."""

    status: int
    reason: str
    body: Any

    def __bytes__(self) -> bytes:
        """Return the whole response."""
        return answer(self.status, self.reason, self.body)


Verdict = Passes | Answered

_LISTS = {"/containers/json", "/networks", "/volumes", "/events"}
_PLAIN_POSTS = {"/auth", "/build/cancel"}
_STREAMS = {"/session", "/grpc"}
_HIJACKED = re.compile(r"/containers/[^/]+/attach(?:/ws)?$|/exec/[^/]+/start$")

_CONTAINER = re.compile(r"/containers/(?P<name>[^/]+)(?P<rest>/.*)?$")
_NETWORK = re.compile(r"/networks/(?P<name>[^/]+)(?:/(?P<act>connect|disconnect))?$")
_VOLUME = re.compile(r"/volumes/(?P<name>[^/]+)$")
_IMAGE = re.compile(r"/images/(?P<name>.+?)(?:/(?P<act>json|history|get|push|tag))?$")
_EXEC = re.compile(r"/exec/(?P<name>[^/]+)/(?P<act>start|resize|json)$")


class Rules:
    """The rules of one gate."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        """Keep whose objects these are, and the folder that containers may see."""
        self._objects = objects
        self._creation = Creation(objects, folder)

    def judge(self, request: Request, body: Body) -> Verdict:
        """Return what happens with a request, which may be changed; `body` reads its body. Raises Refused."""
        path = request.path
        if "//" in path or "/../" in f"{path}/":
            raise Refused("no request of the docker command looks like this")
        if path.endswith("/prune"):
            raise Refused("prune removes what others have made, too. Remove what is yours by its name")
        if request.method in {"GET", "HEAD"}:
            return self._read(request, path)
        return self._write(request, path, body)

    def _read(self, request: Request, path: str) -> Verdict:
        if path in _LISTS:
            request.ask({**request.query, "filters": with_label(request.query.get("filters", ""), self._mark)})
            return Passes()
        if path == "/images/json":
            return self._images(request)
        for kind, pattern, owns in (
            ("container", _CONTAINER, self._objects.owns_container),
            ("network", _NETWORK, self._objects.owns_network),
            ("volume", _VOLUME, self._objects.owns_volume),
        ):
            if (match := pattern.match(path)) and match["name"] not in BUILT_IN and owns(match["name"]) is False:
                return _missing(kind, match["name"])
        if match := _EXEC.match(path):
            self._own_exec(match["name"])
        if match := _IMAGE.match(path):
            self._objects.named.add(match["name"])
        return Passes(hijack=bool(_HIJACKED.search(path)))

    @property
    def _mark(self) -> str:
        return f"{GATE}={self._objects.name}"

    def _images(self, request: Request) -> Verdict:
        """Answer with the list of images, those of other gradings left out."""
        status, found = ask("GET", "/images/json", **request.query)
        if status == 200:
            found = [one for one in found or [] if not self._objects.foreign(one.get("Labels"))]
        return Answered(status, "OK" if status == 200 else "Bad Request", found)

    def _write(self, request: Request, path: str, body: Body) -> Verdict:
        if path in _STREAMS:
            return Passes(hijack=True)
        if path in _PLAIN_POSTS:
            return Passes()
        for start, rule in (
            ("/build", self._build),
            ("/commit", self._commit),
            ("/containers/", self._container),
            ("/exec/", self._exec),
            ("/images/", self._image),
            ("/networks/", self._network),
            ("/volumes/", self._volume),
        ):
            if path.startswith(start):
                return rule(request, path, body)
        raise Refused(f"{request.method} {path} changes the engine itself, which serves others, too")

    def _build(self, request: Request, path: str, _: Body) -> Verdict:
        if path != "/build":
            raise Refused(f"{path} changes the engine itself, which serves others, too")
        query = request.query
        if query.get("networkmode") == "host":
            raise Refused("a build in the host's network reaches out of itself")
        if name := query.get("t"):
            self._name(name)
        mine = json.loads(query.get("labels") or "{}") | self._objects.labels
        request.ask({**query, "labels": json.dumps(mine)})
        return Passes()

    def _commit(self, request: Request, _path: str, _: Body) -> Verdict:
        self._own_container(request.query.get("container", ""), "commits")
        if name := request.query.get("repo"):
            self._name(f"{name}:{request.query.get('tag') or 'latest'}")
        return Passes()

    def _container(self, request: Request, path: str, body: Body) -> Verdict:
        if path == "/containers/create":
            return Passes(_json(self._creation.container(_object(body()))))
        match = _CONTAINER.match(path)
        name, rest = (match["name"], match["rest"] or "") if match else ("", "")
        self._own_container(name, f"does `{rest[1:] or 'rm'}` to" if rest or request.method == "DELETE" else "changes")
        if request.method == "DELETE":
            self._objects.note_volumes(name)
        if rest == "/exec":
            asked = _object(body())
            if asked.get("Privileged"):
                raise Refused("a command with --privileged reaches out of its container, into the machine")
            return Passes(_json(asked))
        return Passes(hijack=bool(_HIJACKED.search(path)))

    def _exec(self, _request: Request, path: str, _: Body) -> Verdict:
        if match := _EXEC.match(path):
            self._own_exec(match["name"])
        return Passes(hijack=bool(_HIJACKED.search(path)))

    def _own_exec(self, name: str) -> None:
        status, found = ask("GET", f"/exec/{name}/json")
        if status == 200 and isinstance(found, dict):
            self._own_container(str(found.get("ContainerID", "")), "runs a command in")

    def _image(self, request: Request, path: str, _: Body) -> Verdict:
        query = request.query
        if path == "/images/create":
            self._fetched(query)
            return Passes()
        if path == "/images/load":
            raise Refused("images come from a build or from a registry here: docker load is not needed")
        match = _IMAGE.match(path)
        name = match["name"] if match else ""
        if request.method == "DELETE":
            if self._objects.owns_image(name) is False:
                raise Refused(f"the script removes the image {name}, which it did not make")
        elif match and match["act"] == "tag":
            self._name(f"{query.get('repo', '')}:{query.get('tag') or 'latest'}")
        else:
            self._objects.named.add(name)
        return Passes()

    def _fetched(self, query: dict[str, str]) -> None:
        """Remember the name of an image that is about to be pulled or imported."""
        source, tag = query.get("fromImage") or query.get("repo", ""), query.get("tag", "")
        sign = "@" if tag.startswith("sha256:") else ":"
        name = f"{source}{sign}{tag}" if tag else source
        if query.get("fromSrc"):
            self._name(name)
        self._objects.named.add(name)

    def _name(self, name: str) -> None:
        """Let an image get a name. Raises Refused where somebody else's has it."""
        taken = {short(one): identity for one, identity in self._objects.before.items()}.get(short(name))
        if taken and self._objects.owns_image(taken) is False:
            raise Refused(f"the name {name} belongs to an image that the script did not make")
        self._objects.named.add(name)

    def _network(self, _: Request, path: str, body: Body) -> Verdict:
        if path == "/networks/create":
            return Passes(_json(self._creation.network(_object(body()))))
        match = _NETWORK.match(path)
        if not match:
            return Passes()
        if match["act"]:
            asked = _object(body())
            self._creation.joins(match["name"])
            self._own_container(str(asked.get("Container", "")), f"{match['act']}s")
            return Passes(_json(asked))
        if match["name"] in BUILT_IN or self._objects.owns_network(match["name"]) is False:
            raise Refused(f"the script removes the network {match['name']}, which it did not make")
        return Passes()

    def _volume(self, request: Request, path: str, body: Body) -> Verdict:
        if path == "/volumes/create":
            return Passes(_json(self._creation.volume(_object(body()))))
        match = _VOLUME.match(path)
        if request.method != "DELETE" or (match and self._objects.owns_volume(match["name"]) is False):
            raise Refused(f"the script changes the volume {match['name'] if match else path}, which it did not make")
        return Passes()

    def _own_container(self, name: str, does: str) -> None:
        if self._objects.owns_container(name) is False:
            raise Refused(f"the script {does} the container {name}, which it did not make")


def _missing(kind: str, name: str) -> Answered:
    """Return what the engine says of what is not there: of what others have made, a script need not know."""
    return Answered(404, "Not Found", {"message": f"No such {kind}: {name}"})


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise Refused("the body of the request is not JSON") from None
    if not isinstance(found, dict):
        raise Refused("the body of the request is no JSON object")
    return found


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
