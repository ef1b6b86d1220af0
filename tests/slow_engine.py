"""An engine that takes its time: what is sent to the real one waits at a word, until somebody lets it pass."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from checker.engine.client import endpoint

#: Seconds in which the engine answers what was held.
ANSWERED = 5.0

#: Bytes that are handed on at once.
PIECE = 65536


class Held:
    """A request that has come, and has not been handed on yet."""

    def __init__(self, word: bytes) -> None:
        """Hold what has this word."""
        self.word = word
        self.came = Event()
        self.passes = Event()


@contextmanager
def slow_engine(path: Path, word: bytes) -> Iterator[Held]:
    """Listen at a socket on `path` and hand on to the engine what comes; what has the word waits until it may pass."""
    held = Held(word)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()
        Thread(target=_serve, args=(door, held), daemon=True).start()
        yield held


def _serve(door: socket.socket, held: Held) -> None:
    with suppress(OSError):  # the door has been closed
        while True:
            Thread(target=_connect, args=(door.accept()[0], held), daemon=True).start()


def _connect(caller: socket.socket, held: Held) -> None:
    with caller, socket.socket(socket.AF_UNIX) as engine:
        engine.connect((endpoint() or "unix:///var/run/docker.sock").removeprefix("unix://"))
        answers = Thread(target=_hand_on, args=(engine, caller), daemon=True)
        answers.start()
        if _hand_on(caller, engine, held):
            answers.join(ANSWERED)  # the engine is not told that its caller has gone
        with suppress(OSError):
            engine.shutdown(socket.SHUT_RDWR)
        answers.join()


def _hand_on(source: socket.socket, target: socket.socket, held: Held | None = None) -> bool:
    """Hand on until the source says no more; return whether something was held."""
    was_held = False
    with suppress(OSError):
        while piece := source.recv(PIECE):
            if held and held.word in piece:
                was_held = True
                held.came.set()
                held.passes.wait()
            target.sendall(piece)
    return was_held
