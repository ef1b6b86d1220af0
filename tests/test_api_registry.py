"""A registry is read as it is: tags, digests, the image of one platform, and whether a single byte has changed."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from checker import Contents, nobody_there
from checker.api.registry.client import RegistryClient
from checker.api.registry.contents import read_sums
from checker.errors import EnvironmentFault

CONFIG = {"config": {"Labels": {"colony": "Torgersen"}}, "rootfs": {"diff_ids": ["sha256:d1"]}}
MANIFEST = {"config": {"digest": "sha256:c"}, "layers": [{"digest": "sha256:l", "size": 3}]}
INDEX = {
    "manifests": [
        {"digest": "sha256:proof", "platform": {"architecture": "unknown"}},
        {"digest": "sha256:arm", "platform": {"architecture": "arm64"}},
        {"digest": "sha256:amd", "platform": {"architecture": "amd64"}},
    ]
}
STORED: dict[str, Any] = {
    "/v2/": {},
    "/v2/_catalog": {"repositories": ["scorer", "empty"]},
    "/v2/scorer/tags/list": {"tags": ["1.0"]},
    "/v2/empty/tags/list": {"tags": None},
    "/v2/scorer/manifests/1.0": INDEX,
    "/v2/scorer/manifests/sha256:amd": MANIFEST,
    "/v2/scorer/blobs/sha256:c": CONFIG,
}


class Handler(BaseHTTPRequestHandler):
    """Answers as a registry does."""

    def do_GET(self) -> None:
        """Answer what is stored, 404 for the rest, 500 for one path."""
        path = self.path.partition("?")[0]
        found = STORED.get(path)
        self.send_response(500 if path.endswith("/broken") else 200 if found is not None else 404)
        self.send_header("Docker-Content-Digest", f"sha256:{path.rpartition('/')[2]}")
        self.end_headers()
        self.wfile.write(json.dumps(found or {}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[RegistryClient]:
    """Give a client of a registry that stores one image for two platforms."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    client = RegistryClient("127.0.0.1", server.server_port)
    try:
        yield client
    finally:
        client.close()
        server.shutdown()
        server.server_close()


def test_names(client: RegistryClient) -> None:
    """Repositories and tags are listed; a repository without a tag, and one that is not there, have none."""
    assert client.answers()
    assert client.repositories() == ["empty", "scorer"]
    assert client.tags("scorer") == {"1.0": "sha256:1.0"}
    assert client.tags("empty") == client.tags("missing") == {}


@pytest.mark.parametrize("architecture", ["amd64", "riscv64"])
def test_image_of_one_platform(client: RegistryClient, architecture: str) -> None:
    """Of an index the image of the engine's own platform is taken, where there is one: never its attestation."""
    STORED["/v2/scorer/manifests/sha256:arm"] = MANIFEST
    found = client.image("scorer", "1.0", architecture)
    assert found is not None
    assert found.digest == "sha256:1.0"
    assert found.labels == {"colony": "Torgersen"}
    assert found.diff_ids == ["sha256:d1"]
    assert [layer.size for layer in found.layers] == [3]


def test_what_is_not_there(client: RegistryClient) -> None:
    """A tag that nobody pushed is no error."""
    assert client.image("scorer", "2.0") is None
    assert client.digest("scorer", "2.0") == ""


def test_a_registry_that_breaks_is_the_machines_fault(client: RegistryClient) -> None:
    """It is ours: no learner is to blame for what it answers."""
    with pytest.raises(EnvironmentFault, match="500"):
        client.digest("scorer", "broken")


def test_contents() -> None:
    """One byte makes two moments different, and the tags tell a person what happened."""
    before = Contents({"a": {"1": "x", "2": "y"}}, {"blob": "0"})
    assert before.since(before) == ""
    assert (
        before.since(Contents({"a": {"1": "x", "2": "y"}}, {"blob": "1"}))
        == "1 files of its storage are not what they were"
    )
    after = Contents({"a": {"1": "z", "3": "x"}}, {"blob": "0"})
    assert after.since(before).startswith("a:3 is new; a:2 is gone; a:1 was x, and is z; 0 files")
    assert str(after) == "a:1 is z; a:3 is x (1 files in its storage)"


def test_sums() -> None:
    """What `sha256sum` prints is path to hash, names with blanks too."""
    assert read_sums("ab  /a b\ncd */c\n") == {"/a b": "ab", "/c": "cd"}


def test_nobody_there() -> None:
    """A registry that is down refuses, and nobody else gets its port meanwhile."""
    with nobody_there() as address, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 1)
