"""Ask the service how it is. An answer other than 200 raises, so the exit status is 1."""

from urllib.request import urlopen

print(urlopen("http://127.0.0.1:8000/health", timeout=2).read().decode())
