"""A service that is asked: silence is met with a second question, a service that is late is late twice."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from types import SimpleNamespace
from typing import cast

import pytest

from checker.api import service as module
from checker.api.failure import Failure
from checker.api.service import Service
from checker.engine.container import Container, State
from checker.limits import Limits

REPLY = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"status":"ok"}'
RUNNING = State(True, 0, False, "", 0, "", (), "", 0)


@dataclass
class Fake:
    """A container whose published port is a server of ours."""

    host_port: int
    plan: SimpleNamespace

    def state(self) -> State:
        """Say that it runs."""
        return RUNNING

    def output(self) -> str:
        """Say nothing."""
        return ""

    def start(self) -> None:
        """Be started already."""


@contextmanager
def serving(silent: int) -> Iterator[int]:
    """Serve on loopback: take so many requests in silence, answer every other; yield the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    held = []

    def serve() -> None:
        left = silent
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            request = connection.recv(65536)
            if left and b"POST" in request:
                left -= 1
                held.append(connection)
                continue
            connection.sendall(REPLY)
            connection.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
        for connection in held:
            connection.close()


def started(port: int, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Return a service on that port that has been started."""
    monkeypatch.setattr("checker.api.http.limits", lambda: Limits(request=0.3))
    monkeypatch.setattr(module, "listeners", lambda _: [])
    service = Service(cast("Container", Fake(port, SimpleNamespace(port=8000))), "127.0.0.1", "image", "try-04")
    service.start()
    assert service.outcome.answers
    return service


def test_silence_is_met_with_a_second_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """One lost request is no failure."""
    with serving(silent=1) as port:
        started(port, monkeypatch).post("/predict", json={}).expect(200, json={"status": "ok"})


def test_a_late_service_is_late_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it fails, and the wait is said."""
    with serving(silent=9) as port, pytest.raises(Failure, match="POST /predict gets no answer"):
        started(port, monkeypatch).post("/predict", json={})
