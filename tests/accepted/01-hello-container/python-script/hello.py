"""Greet by the container's own host name."""

import socket

print("A very good morning from")
print(f"  ** {socket.gethostname()} **")
