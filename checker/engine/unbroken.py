"""What an interrupt must not break off: a call that makes something in the engine, whose name we then know."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unbroken() -> Iterator[None]:
    """Let an interrupt wait until what happens here has ended; it is raised then.

    A request that is broken off is carried out all the same: the engine makes what was asked for, later, for nobody.
    Threads but the first are never interrupted.
    """
    first = threading.current_thread() is threading.main_thread()
    if not first or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if came:
            raise KeyboardInterrupt
