"""Listening sockets, read from the kernel's table."""

from checker.engine.sockets import Listener, parse

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
REST = " 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0\n"


def line(address: str, state: str = "0A") -> str:
    """Return a line of the table."""
    remote = "0" * address.index(":") + ":0000"
    return f"   0: {address} {remote} {state}{REST}"


def test_every_interface_and_loopback_are_told_apart() -> None:
    """In IPv4 and in IPv6; ports are hexadecimal there."""
    assert parse(HEAD + line("00000000:1F40")) == {Listener(8000, loopback=False)}
    assert parse(HEAD + line("0100007F:1F40")) == {Listener(8000, loopback=True)}
    assert parse(HEAD + line("0" * 32 + ":0050")) == {Listener(80, loopback=False)}
    assert parse(HEAD + line("00000000000000000000000001000000:0050")) == {Listener(80, loopback=True)}


def test_connections_are_not_listeners() -> None:
    """Established, waiting and closing sockets are left out."""
    assert parse(HEAD + "".join(line("0100007F:1F40", state) for state in ("01", "06", "08"))) == set()


def test_a_table_that_cannot_be_read_holds_nothing() -> None:
    """Empty, a heading alone, or an error message of `cat`."""
    for table in ("", HEAD, "cat: /proc/net/tcp6: No such file or directory\n", HEAD + "cut off\n"):
        assert parse(table) == set()


def test_a_listener_reads_as_programs_write_it() -> None:
    """The address that a learner finds in a server's own log."""
    assert str(Listener(8000, loopback=True)) == "127.0.0.1:8000"
    assert str(Listener(8000, loopback=False)) == "0.0.0.0:8000"
