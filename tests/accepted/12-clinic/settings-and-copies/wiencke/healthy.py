"""Ask the service how it is."""

import http.client
import sys

here = http.client.HTTPConnection("localhost", 8000, timeout=2)
here.request("GET", "/health")
sys.exit(here.getresponse().status != 200)
