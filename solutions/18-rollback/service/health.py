"""The image's health check: ends with 0 where /health answers 200."""

import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/health")
sys.exit(connection.getresponse().status != 200)
