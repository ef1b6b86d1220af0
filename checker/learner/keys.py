"""Single keys from a terminal; letters from a pipe where there is none."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

#: What a terminal sends for Ctrl-C and Ctrl-D where it does not act on them itself.
ENDS = ("\x03", "\x04")

Press = Callable[[str], None]


@contextmanager
def keys(press: Press) -> Iterator[bool]:
    """Call `press` with each key, in lower case, from a thread; yield whether a person sits at the keys.

    A pipe's letters are keys too, and `press("q")` follows when it closes: whoever started us has gone.
    Where standard input is neither (`/dev/null`, a terminal in whose background we run), no key comes.
    """
    if _is_foreground_terminal():
        with _single_keys():
            _listen(_read_console if sys.platform == "win32" else _read, press)
            yield True
    else:
        if _is_pipe():
            _listen(_read, press)
        yield False


def _listen(read: Callable[[Press], None], press: Press) -> None:
    Thread(target=read, args=(press,), daemon=True, name="keys").start()


def _read(press: Press) -> None:
    """Read to the end; not through sys.stdin, whose lock a waiting thread would hold while the process ends."""
    while data := _some():
        for letter in data.decode("utf-8", "replace").lower():
            press("q" if letter in ENDS else letter)
    press("q")


def _some() -> bytes:
    try:
        return os.read(0, 1024)
    except OSError:  # the terminal was closed
        return b""


def _is_pipe() -> bool:
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


if sys.platform == "win32":
    import msvcrt

    def _is_foreground_terminal() -> bool:
        return sys.stdin is not None and sys.stdin.isatty()

    @contextmanager
    def _single_keys() -> Iterator[None]:
        yield

    def _read_console(press: Press) -> None:
        while True:
            letter = msvcrt.getwch().lower()
            press("q" if letter in ENDS else letter)

else:
    import termios
    import tty

    def _is_foreground_terminal() -> bool:
        try:
            return os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
        except OSError:
            return False

    @contextmanager
    def _single_keys() -> Iterator[None]:
        """Have the terminal hand over each key at once, unseen; Ctrl-C stays a signal."""
        before = termios.tcgetattr(0)
        tty.setcbreak(0)
        try:
            yield
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, before)

    _read_console = _read
