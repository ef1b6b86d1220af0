"""A port of this machine that nobody uses, for a script that has to publish one."""

import random
import socket

from checker.errors import EnvironmentFault

#: Below the ports that systems hand out by themselves: neither the engine nor a client takes one of these by chance.
_PLACES = range(20_000, 32_000)
_TRIES = 200


def free_port() -> int:
    """Return a free port. Raises EnvironmentFault where there is none."""
    for port in random.sample(_PLACES, _TRIES):
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise EnvironmentFault("This machine has no free port from 20000 to 31999. Type: nox -s doctor")
