"""Show the files of the current folder on a port: `python serve.py --lamp COLOUR --port NUMBER`."""

import argparse
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--lamp")
parser.add_argument("--port", type=int)
chosen = parser.parse_args()
print(f"a {chosen.lamp} lamp, and port {chosen.port}", flush=True)
ThreadingHTTPServer(("", chosen.port), SimpleHTTPRequestHandler).serve_forever()
