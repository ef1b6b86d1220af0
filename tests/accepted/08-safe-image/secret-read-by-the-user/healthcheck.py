"""Ask the service in this container whether it is well: exit status 0 or 1."""

import http.client
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=2)
connection.request("GET", "/health")
status = connection.getresponse().status
print("health:", status)
sys.exit(0 if status == 200 else 1)
