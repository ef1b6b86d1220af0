"""The image's health check: ends with 0 where /health answers 200. It runs often, so it loads little."""

import socket
import sys

with socket.create_connection(("127.0.0.1", 8000), 4) as connection:
    connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
    sys.exit(b" 200 " not in connection.recv(64))
